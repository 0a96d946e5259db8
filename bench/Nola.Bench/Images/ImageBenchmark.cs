using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Nola.Bench.Images;

/// <summary>
/// Images a second of an encoder's forward pass beside ONNX Runtime, which runs the same checkpoint as an ONNX graph that is written here: images of 98 by 98
/// pixels, one and sixteen at once, one thread and two. Each measurement is a process of its own, the sides take turns, and one during which other processes
/// were busy is dropped. Prints comma-separated values; the median of three.
/// </summary>
internal static class ImageBenchmark
{
    public const string Own = "own";
    public const int Side = 98;
    private const string Peer = "Nola.Bench.OnnxRuntime";
    private const int Measurements = 3;
    private const int MaxRounds = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Writes the graphs and runs all sides in turns.</summary>
    public static void Run(string model)
    {
        string folder = Directory.CreateTempSubdirectory("nola-bench-").FullName;
        try
        {
            ImageSide[] sides = [.. WriteSides(model, folder)];
            Console.WriteLine("side,threads,rows,images/s,to the best of ONNX Runtime");
            foreach (int threads in (ReadOnlySpan<int>)[1, 2])
            {
                foreach (int rows in (ReadOnlySpan<int>)[1, 16])
                {
                    Compare([.. sides.Where(side => side.Rows == rows)], threads, rows);
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

    /// <summary>What a peer's process is: it was built beside this program.</summary>
    public static string PeerProgram()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.FullName, Peer, own.Name, Peer);
    }

    /// <summary>Runs a side's process and returns what it wrote.</summary>
    public static string Start(string program, int threads, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static IEnumerable<ImageSide> WriteSides(string model, string folder)
    {
        using var graph = new Dinov2Graph(model);
        foreach (int rows in (int[])[1, 16])
        {
            string count = rows.ToString(CultureInfo.InvariantCulture);
            string pixels = Path.Combine(folder, $"pixels-{count}");
            float[] values = [.. Enumerable.Range(0, rows * 3 * Side * Side).Select(static i => ((i * 7919 % 256) - 127.5f) / 64)];
            File.WriteAllBytes(pixels, MemoryMarshal.AsBytes<float>(values));
            yield return new ImageSide(Own, rows, Environment.ProcessPath!, ["images", model, pixels, count]);
            foreach (bool runtimeOperators in (bool[])[false, true])
            {
                string path = Path.Combine(folder, $"{count}-{runtimeOperators}.onnx");
                graph.Write(path, rows, Side, runtimeOperators);
                string name = runtimeOperators ? "ONNX Runtime, its own operators" : "ONNX Runtime, standard operators";
                yield return new ImageSide(name, rows, PeerProgram(), [path, pixels, count]);
            }
        }
    }

    private static void Compare(ImageSide[] sides, int threads, int rows)
    {
        Dictionary<ImageSide, List<double>> rates = sides.ToDictionary(static side => side, static _ => new List<double>());
        for (int round = 0; round < MaxRounds && rates.Values.Any(static found => found.Count < Measurements); round++)
        {
            if (round >= Measurements)
            {
                Thread.Sleep(Pause);
            }

            foreach (ImageSide side in sides)
            {
                string[] parts = Start(side.Program, threads, [.. side.Arguments, threads.ToString(CultureInfo.InvariantCulture)]).Split(',');
                double others = double.Parse(parts[1], CultureInfo.InvariantCulture);
                Console.Error.WriteLine($"  {side.Name}, {threads} threads, {rows} rows: {parts[0]} images/s, {parts[1]} processors busy elsewhere");
                if (others <= MachineLoad.Quiet)
                {
                    rates[side].Add(double.Parse(parts[0], CultureInfo.InvariantCulture));
                }
            }
        }

        double[] peers = [.. sides.Where(static side => side.Name != Own).Select(side => Median(rates[side]))];
        foreach (ImageSide side in sides)
        {
            double rate = Median(rates[side]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{side.Name.Replace(",", " with", StringComparison.Ordinal)},{threads},{rows},{rate:F1},{rate / peers.Max():F3}"));
        }
    }

    /// <summary>The middle one; not a number if the machine was too busy to measure.</summary>
    private static double Median(List<double> values) => values.Count < Measurements ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
