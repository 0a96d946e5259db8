using System.Globalization;
using Microsoft.ML.Nola;
using Nola.Bench.Comparisons;

namespace Nola.Bench.Predictions;

/// <summary>
/// How long one prediction takes: the product's prediction engine and what is inside it, beside ONNX Runtime's run of the same network over the same tokens,
/// which tokenizes nothing and has no head. One and two threads, one caller and four. Each measurement is a process of its own, the sides take turns, and one
/// during which other processes were busy is dropped, unless the machine never gets quiet, which the last column says.
/// </summary>
internal static class PredictionBenchmark
{
    private const string Peer = "onnxruntime";
    private const int Texts = 500;
    private const int Rounds = 3;
    private const int MaxRounds = 5;

    /// <summary>Each with the type of number in which it computes.</summary>
    private static readonly (string Side, ComputeType Type)[] Sides =
    [
        (PredictionSides.Network, ComputeType.Float32), (PredictionSides.Engine, ComputeType.Float32), (PredictionSides.EngineMerged, ComputeType.Float32),
        (PredictionSides.EngineOnAllThreads, ComputeType.Float32),
        (PredictionSides.Engine, ComputeType.BFloat16), (PredictionSides.EngineOnAllThreads, ComputeType.BFloat16), (Peer, ComputeType.Float32),
    ];

    /// <param name="datasets">The folder with Banking77.</param>
    /// <param name="graph">MiniLM as an ONNX graph, whose weights are those of model.safetensors beside it; both are copied.</param>
    /// <param name="threads">The torch threads.</param>
    /// <param name="callers">The callers at once.</param>
    public static void Run(string datasets, string graph, int[] threads, int[] callers)
    {
        using var files = new PredictionFiles(datasets, graph, Texts);
        Console.WriteLine("side,type,threads,callers,p50 ms,p99 ms,predictions/s,processor ms each,p50 to ONNX Runtime,machine");
        foreach (int count in threads)
        {
            foreach (int caller in callers)
            {
                Compare(files, count, caller);
            }
        }
    }

    private static void Compare(PredictionFiles files, int threads, int callers)
    {
        // One thread is all threads.
        (string Side, ComputeType Type)[] sides = [.. Sides.Where(side => threads > 1 || side.Side != PredictionSides.EngineOnAllThreads)];
        var rounds = new QuietRounds<(string Side, ComputeType Type), PredictionCell>(sides, Rounds, MaxRounds, side =>
        {
            string line = Start(side.Side, side.Type);
            Console.Error.WriteLine($"  {side}, {threads} threads, {callers} callers: {line}");
            return PredictionCell.Parse(line);
        });
        double peer = rounds.Median((Peer, ComputeType.Float32), static cell => cell.Median);
        foreach ((string Side, ComputeType Type) side in sides)
        {
            double median = rounds.Median(side, static cell => cell.Median);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{side.Side},{side.Type},{threads},{callers},{median:F2},{rounds.Median(side, static cell => cell.Slow):F2},{rounds.Median(side, static cell => cell.PerSecond):F0},"
                + $"{rounds.Median(side, static cell => cell.Processor):F2},{median / peer:F2},{rounds.Machine}"));
        }

        string Start(string side, ComputeType type)
        {
            string count = callers.ToString(CultureInfo.InvariantCulture);
            return side == Peer
                ? SideProcess.Start(SideProcess.OnnxRuntime, threads, "tokens", files.Graph, files.Ids, count, threads.ToString(CultureInfo.InvariantCulture))
                : SideProcess.Start(Environment.ProcessPath!, threads, "predict", "measure", side, $"{type}", Zip(side), files.Texts, count);
        }

        string Zip(string side) => files.Zip(16, side == PredictionSides.EngineMerged ? ScoringMode.Merged : ScoringMode.Unmerged);
    }
}
