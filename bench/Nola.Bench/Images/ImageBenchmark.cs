using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Bench.Comparisons;
using TorchSharp;

namespace Nola.Bench.Images;

/// <summary>
/// Images a second of an encoder's forward pass beside ONNX Runtime, which runs the same checkpoint as an ONNX graph that is written here: images of 98 by 98
/// pixels, one and sixteen at once, one thread and two. Each measurement is a process of its own, the sides take turns, and one during which other processes
/// were busy is dropped, unless the machine never gets quiet, which the last column says. Prints comma-separated values, medians: images a second, and images
/// a second of processor time, which with one thread says something on a busy machine too.
/// </summary>
internal static class ImageBenchmark
{
    public const string Own = "own";
    public const int Side = 98;
    private const int Measurements = 3;
    private const int MaxRounds = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Writes the graphs and runs all sides in turns.</summary>
    /// <param name="model">The folder of the checkpoint.</param>
    /// <param name="rows">The images of a pass.</param>
    /// <param name="threads">The threads of a pass.</param>
    public static void Run(string model, int[] rows, int[] threads)
    {
        string folder = Directory.CreateTempSubdirectory("nola-bench-").FullName;
        try
        {
            ImageSide[] sides = [.. WriteSides(model, folder, rows)];
            Console.WriteLine("side,threads,rows,images/s,to ONNX Runtime,images/s of processor time,to ONNX Runtime,machine");
            foreach (int count in threads)
            {
                foreach (int batch in rows)
                {
                    Compare([.. sides.Where(side => side.Rows == batch)], count, batch);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Measures the product in this process.</summary>
    public static void Measure(string model, string pixels, int rows, int threads)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(model));
        var batch = new PixelBatch(ReadPixels(pixels), rows, 3, Side, Side);
        TorchGate.Shared.Run(
            () =>
            {
                using var mode = torch.no_grad();
                ImageCell.Time(rows, () => lease.Backbone.Forward(batch).Dispose());
            },
            narrow: threads == 1);
    }

    public static float[] ReadPixels(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private static IEnumerable<ImageSide> WriteSides(string model, string folder, int[] batches)
    {
        using var graph = new Dinov2Graph(model);
        foreach (int rows in batches)
        {
            string count = rows.ToString(CultureInfo.InvariantCulture);
            string pixels = Path.Combine(folder, $"pixels-{count}");
            float[] values = [.. Enumerable.Range(0, rows * 3 * Side * Side).Select(static i => ((i * 7919 % 256) - 127.5f) / 64)];
            File.WriteAllBytes(pixels, MemoryMarshal.AsBytes<float>(values));
            yield return new ImageSide(Own, rows, Environment.ProcessPath!, ["images", "measure", model, pixels, count]);
            foreach (bool runtimeOperators in (bool[])[false, true])
            {
                string path = Path.Combine(folder, $"{count}-{runtimeOperators}.onnx");
                graph.Write(path, rows, Side, runtimeOperators);
                string name = runtimeOperators ? "ONNX Runtime with its own operators" : "ONNX Runtime with standard operators";
                yield return new ImageSide(name, rows, SideProcess.OnnxRuntime, [path, pixels, count]);
            }
        }
    }

    private static void Compare(ImageSide[] sides, int threads, int rows)
    {
        var rounds = new QuietRounds<ImageSide, SideRate>(
            sides,
            Measurements,
            MaxRounds,
            side =>
            {
                var rate = SideRate.Parse(SideProcess.Start(side.Program, threads, [.. side.Arguments, threads.ToString(CultureInfo.InvariantCulture)]));
                Console.Error.WriteLine($"  {side.Name}, {threads} threads, {rows} rows: {rate}");
                return rate;
            },
            Pause);
        double peer = Best(static rate => rate.PerSecond);
        double peerOfProcessor = Best(static rate => rate.PerProcessorSecond);
        foreach (ImageSide side in sides)
        {
            double rate = rounds.Median(side, static rate => rate.PerSecond);
            double ofProcessor = rounds.Median(side, static rate => rate.PerProcessorSecond);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{side.Name},{threads},{rows},{rate:F1},{rate / peer:F3},{ofProcessor:F1},{ofProcessor / peerOfProcessor:F3},{rounds.Machine}"));
        }

        double Best(Func<SideRate, double> value) => sides.Where(static side => side.Name != Own).Max(side => rounds.Median(side, value));
    }
}
