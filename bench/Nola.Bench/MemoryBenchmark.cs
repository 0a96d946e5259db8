using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Bench;

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
            Save(zip);

            // A process of its own: what the fit left in memory is not what serving takes.
            using Process process = Process.Start(Environment.ProcessPath!, ["memory", zip]);
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
        var engines = new List<PredictionEngine<Row, Scored>>();
        Console.WriteLine("models,resident_mb,private_mb,managed_mb,resident_to_one");
        double one = 0;
        for (int count = 0; count <= Models; count++)
        {
            if (count > 0)
            {
                PredictionEngine<Row, Scored> engine = context.Model.CreatePredictionEngine<Row, Scored>(context.Model.Load(zip, out _));
                engine.Predict(new Row { Text = "a gripping film, beautifully shot" });
                engines.Add(engine);
            }

            if (count is 0 or 1 or 2 or 5 or 10 or Models)
            {
                double managed = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
                double resident = Read("Rss");
                one = count == 1 ? resident : one;
                string ratio = count == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{resident / one:F3}");
                Console.WriteLine(FormattableString.Invariant($"{count},{resident:F1},{Read("Private_Dirty"):F1},{managed:F1},{ratio}"));
            }
        }

        engines.ForEach(static engine => engine.Dispose());
    }

    private static void Save(string zip)
    {
        var context = new MLContext(seed: 0);
        IDataView data = context.Data.LoadFromEnumerable([new Row { Text = "good", Label = "yes" }, new Row { Text = "bad", Label = "no" }]);
        var options = new NolaTextClassificationOptions { Sentence1ColumnName = "Text", Training = new NolaTrainingOptions { Epochs = 1 } };
        using var model = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Fit(data);
        context.Model.Save(model, data.Schema, zip);
    }

    private static double Read(string name)
    {
        string line = File.ReadLines("/proc/self/smaps_rollup").First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return double.Parse(line[(name.Length + 1)..].Replace("kB", string.Empty, StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
