using System.Globalization;
using Microsoft.ML;
using Nola.Bench.Comparisons;
using Nola.Bench.Predictions;
using Nola.Bench.Serving;

namespace Nola.Bench.Starts;

/// <summary>
/// How long it takes from the start of a process to its first prediction: the product loads a zip over MiniLM, ONNX Runtime makes a session of the same
/// network. The sides take turns, a process each; files are in the system's cache. Medians, in milliseconds.
/// </summary>
internal static class StartBenchmark
{
    private const string Peer = "onnxruntime";
    private const int Rounds = 7;

    /// <param name="datasets">The folder with Banking77.</param>
    /// <param name="graph">MiniLM as an ONNX graph.</param>
    /// <param name="threads">The threads.</param>
    public static void Run(string datasets, string graph, int threads)
    {
        using var files = new PredictionFiles(datasets, graph, count: 2);
        string zip = files.Zip(16);
        var sides = new Dictionary<string, List<double[]>>(StringComparer.Ordinal) { ["nola"] = [], [Peer] = [] };
        for (int round = -1; round < Rounds; round++)
        {
            foreach ((string side, List<double[]> times) in sides)
            {
                string line = side == Peer
                    ? SideProcess.Start(SideProcess.OnnxRuntime, threads, "start", files.Graph, files.Ids, threads.ToString(CultureInfo.InvariantCulture))
                    : SideProcess.Start(Environment.ProcessPath!, threads, "start", "measure", zip, files.Texts);
                if (round >= 0)
                {
                    times.Add([.. line.Split(',').Select(static field => double.Parse(field, CultureInfo.InvariantCulture))]);
                }
            }
        }

        Console.WriteLine("side,threads,runtime_ms,load_ms,first_ms,second_ms,to_first_ms,to ONNX Runtime");
        double peer = Median(sides[Peer], static times => times.Take(3).Sum());
        foreach ((string side, List<double[]> times) in sides)
        {
            double first = Median(times, static times => times.Take(3).Sum());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{side},{threads},{Median(times, static times => times[0]):F0},{Median(times, static times => times[1]):F0},{Median(times, static times => times[2]):F0},"
                + $"{Median(times, static times => times[3]):F1},{first:F0},{first / peer:F2}"));
        }
    }

    /// <summary>Starts the product in this process.</summary>
    public static void Measure(string zip, string texts)
    {
        string[] rows = File.ReadAllLines(texts);
        var parts = new StartParts();
        var context = new MLContext();
        PredictionEngine<ServedModel.Row, ServedModel.Scored> engine = context.Model.CreatePredictionEngine<ServedModel.Row, ServedModel.Scored>(
            context.Model.Load(zip, out _));
        parts.Lap();
        engine.Predict(new ServedModel.Row { Text = rows[0], Label = "yes" });
        parts.Lap();
        engine.Predict(new ServedModel.Row { Text = rows[1], Label = "yes" });
        parts.Lap();
        parts.Print();
        engine.Dispose();
    }

    private static double Median(List<double[]> times, Func<double[], double> value)
    {
        double[] sorted = [.. times.Select(value).Order()];
        return sorted[sorted.Length / 2];
    }
}
