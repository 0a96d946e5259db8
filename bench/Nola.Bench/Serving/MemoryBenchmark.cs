using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;

namespace Nola.Bench.Serving;

/// <summary>
/// What a process takes that serves one, two, ... ten and a hundred models over MiniLM: each is loaded from a zip and predicts once. Resident and private
/// memory come from the kernel, so this runs on Linux.
/// </summary>
internal static class MemoryBenchmark
{
    private const int Models = 100;

    public static void Run()
    {
        string zip = Path.Combine(Path.GetTempPath(), $"nola-memory-{Environment.ProcessId}.zip");
        try
        {
            ServedModel.Save(zip);

            // A process of its own: what the fit left in memory is not what serving takes.
            using Process process = Process.Start(Environment.ProcessPath!, ["memory", "serve", zip]);
            process.WaitForExit();
        }
        finally
        {
            File.Delete(zip);
        }
    }

    /// <summary>Loads and uses the models, in a process of its own.</summary>
    public static void Serve(string zip)
    {
        var context = new MLContext();
        var engines = new List<PredictionEngine<ServedModel.Row, ServedModel.Scored>>();
        Console.WriteLine("models,resident_mb,private_mb,managed_mb,resident_to_one");
        double one = 0;
        for (int count = 0; count <= Models; count++)
        {
            if (count > 0)
            {
                PredictionEngine<ServedModel.Row, ServedModel.Scored> engine = context.Model.CreatePredictionEngine<ServedModel.Row, ServedModel.Scored>(context.Model.Load(zip, out _));
                engine.Predict(new ServedModel.Row { Text = "a gripping film, beautifully shot" });
                engines.Add(engine);
            }

            if (count is 0 or 1 or 2 or 5 or 10 or Models)
            {
                double managed = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
                double resident = ProcessMemory.Read("smaps_rollup", "Rss");
                one = count == 1 ? resident : one;
                string ratio = count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{resident / one:F3}");
                Console.WriteLine(FormattableString.Invariant($"{count},{resident:F1},{ProcessMemory.Read("smaps_rollup", "Private_Dirty"):F1},{managed:F1},{ratio}"));
            }
        }

        engines.ForEach(static engine => engine.Dispose());
    }
}
