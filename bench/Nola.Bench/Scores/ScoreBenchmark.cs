using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Bench.Comparisons;
using Nola.Bench.Predictions;
using Nola.Bench.Serving;

namespace Nola.Bench.Scores;

/// <summary>
/// Rows a second of Transform over a fitted stage, beside ONNX Runtime's runs of the same network over the same tokens in batches of as many rows: as they
/// come, and each cut by length into parts with less padding. Sentences of Banking77. Each measurement is a process of its own, the sides take turns, and one
/// during which other processes were busy is dropped, unless the machine never gets quiet, which the last column says.
/// </summary>
internal static class ScoreBenchmark
{
    private const string Transform = "transform";
    private const string Peer = "onnxruntime";
    private const int Rows = 500;
    private const int Rounds = 3;
    private const int MaxRounds = 5;

    /// <summary>A side, the rows of its batches, into how many parts by length each is cut, and in what the product computes.</summary>
    private static readonly (string Side, int Batch, int Parts, ComputeType Type)[] Sides =
    [
        (Transform, 1, 1, ComputeType.Float32), (Transform, 16, 1, ComputeType.Float32), (Transform, 32, 1, ComputeType.Float32),
        (Transform, 64, 1, ComputeType.Float32), (Transform, 32, 1, ComputeType.BFloat16),
        (Peer, 32, 1, ComputeType.Float32), (Peer, 32, 2, ComputeType.Float32), (Peer, 32, 4, ComputeType.Float32), (Peer, 64, 4, ComputeType.Float32),
        (Peer, 1, 1, ComputeType.Float32),
    ];

    /// <param name="datasets">The folder with Banking77.</param>
    /// <param name="graph">MiniLM as an ONNX graph, whose weights are those of model.safetensors beside it; both are copied.</param>
    /// <param name="threads">The threads.</param>
    public static void Run(string datasets, string graph, int[] threads)
    {
        using var files = new PredictionFiles(datasets, graph, Rows);
        Console.WriteLine("side,type,batch,parts,threads,rows/s,rows/s of processor time,to ONNX Runtime's best,machine");
        foreach (int count in threads)
        {
            Compare(files, count);
        }
    }

    /// <summary>Measures the product in this process.</summary>
    public static void Measure(ComputeType type, string zip, string texts)
    {
        ServedModel.Row[] rows = [.. File.ReadAllLines(texts).Select(static text => new ServedModel.Row { Text = text, Label = "yes" })];
        var context = new MLContext();
        context.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = type });
        IDataView data = context.Data.LoadFromEnumerable(rows);
        ITransformer model = context.Model.Load(zip, out _);
        ScoreCell.Time(rows.Length, () => _ = model.Transform(data).GetColumn<float[]>("Score").Count());
    }

    private static void Compare(PredictionFiles files, int threads)
    {
        var rounds = new QuietRounds<(string Side, int Batch, int Parts, ComputeType Type), SideRate>(Sides, Rounds, MaxRounds, side =>
        {
            SideRate measured = SideRate.Parse(Start(side));
            Console.Error.WriteLine($"  {side}, {threads} threads: {measured}");
            return measured;
        });
        double peer = Sides.Where(static side => side.Side == Peer).Max(side => rounds.Median(side, static rate => rate.PerSecond));
        foreach ((string Side, int Batch, int Parts, ComputeType Type) side in Sides)
        {
            double rate = rounds.Median(side, static rate => rate.PerSecond);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{side.Side},{side.Type},{side.Batch},{side.Parts},{threads},{rate:F0},{rounds.Median(side, static rate => rate.PerProcessorSecond):F0},{rate / peer:F2},"
                + $"{rounds.Machine}"));
        }

        string Start((string Side, int Batch, int Parts, ComputeType Type) side)
        {
            string batch = side.Batch.ToString(CultureInfo.InvariantCulture);
            return side.Side == Peer
                ? SideProcess.Start(
                    SideProcess.OnnxRuntime, threads, "batches", files.Graph, files.Ids, batch, side.Parts.ToString(CultureInfo.InvariantCulture),
                    threads.ToString(CultureInfo.InvariantCulture))
                : SideProcess.Start(Environment.ProcessPath!, threads, "score", "measure", $"{side.Type}", files.Zip(side.Batch), files.Texts);
        }
    }
}
