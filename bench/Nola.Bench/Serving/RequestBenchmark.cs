using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Backbones;

namespace Nola.Bench.Serving;

/// <summary>
/// A service that makes a prediction engine for each request over one loaded MiniLM model, and disposes it, which gives the backbone back: the time of a
/// request and the memory of the process, with a grace period of 0 (the backbone leaves at once, and is read for each request) and of 30 seconds. Each in a
/// process of its own, taking turns. Memory comes from the kernel, so this runs on Linux.
/// </summary>
internal static class RequestBenchmark
{
    private const int Rounds = 3;
    private const int Requests = 60;

    public static void Run()
    {
        string zip = Path.Combine(Path.GetTempPath(), $"nola-requests-{Environment.ProcessId}.zip");
        try
        {
            ServedModel.Save(zip);
            Console.WriteLine("round,grace_s,first_ms,median_ms,slowest_ms,resident_mb,peak_mb");
            for (int round = 1; round <= Rounds; round++)
            {
                foreach (int grace in round % 2 == 1 ? (int[])[0, 30] : [30, 0])
                {
                    Console.Write($"{round},{grace},");
                    Console.Out.Flush();
                    using Process process = Process.Start(Environment.ProcessPath!, ["requests", "serve", zip, $"{grace}"]);
                    process.WaitForExit();
                }
            }
        }
        finally
        {
            File.Delete(zip);
        }
    }

    /// <summary>Serves requests, in a process of its own.</summary>
    public static void Serve(string zip, string grace)
    {
        AppContext.SetData(BackboneGracePeriod.Setting, grace);
        var context = new MLContext();

        // The stage alone: a chain hands only its first Dispose on.
        ITransformer model = ((TransformerChain<ITransformer>)context.Model.Load(zip, out _)).GetNolaTransformers().Single();
        var times = new List<double>();
        for (int i = 0; i < Requests; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (PredictionEngine<ServedModel.Row, ServedModel.Scored> engine = context.Model.CreatePredictionEngine<ServedModel.Row, ServedModel.Scored>(model))
            {
                engine.Predict(new ServedModel.Row { Text = "a gripping film, beautifully shot" });
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        double[] later = [.. times.Skip(1).Order()];
        Console.WriteLine(FormattableString.Invariant(
            $"{times[0]:F1},{later[later.Length / 2]:F1},{later[^1]:F1},{ProcessMemory.Read("status", "VmRSS"):F1},{ProcessMemory.Read("status", "VmHWM"):F1}"));
    }
}
