using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Vision;
using Nola.Bench.Comparisons;
using SkiaSharp;

namespace Nola.Bench.Images;

/// <summary>
/// What is gained by decoding the next batch of photos while the network computes: both ways in turns in one process, so that other processes disturb both.
/// The gate of this program lets the caller's thread work beside any number of torch threads, also where the product's does not.
/// </summary>
internal static class AheadBenchmark
{
    private const int Batch = 16;
    private const int Batches = 6;
    private const int Photos = 8;
    private const int Rounds = 7;

    /// <summary>Prints the median of the ratios of both ways by size of the photos.</summary>
    /// <param name="model">The folder of the backbone.</param>
    /// <param name="threads">The torch threads of a pass.</param>
    /// <param name="sizes">The sizes of the photos, such as 1600x1200.</param>
    public static void Run(string model, int threads, params string[] sizes)
    {
        sizes = sizes is [] ? ["500x375", "1600x1200"] : sizes;
        string folder = Directory.CreateTempSubdirectory("nola-bench-").FullName;
        try
        {
            using BoundModel bound = Bind(model, threads);
            Console.WriteLine(
                "photos,threads,one after the other (images/s),ahead (images/s),ahead to one after the other,of processor time,processors busy elsewhere");
            foreach (string size in sizes)
            {
                int[] sides = [.. size.Split('x').Select(static side => int.Parse(side, CultureInfo.InvariantCulture))];
                string[] files = [.. Enumerable.Range(0, Photos).Select(i => Write(Path.Combine(folder, $"{size}-{i}.jpg"), sides[0], sides[1], i))];
                Console.WriteLine($"{size},{threads},{Compare(bound, files)}");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static BoundModel Bind(string model, int threads)
    {
        using FittedModel fitted = FeatureModel.Create(
            new FeatureModelSettings { Backbone = BackboneReference.FromFolder(model), Layout = new ImageLayout { ImageSize = ImageBenchmark.Side } },
            static width => new FeatureHead(width, normalizes: false));
        TorchThreads.SetOwn(threads);
        return new BoundModel(fitted.Adapter, fitted.State, fitted.Head, [model], new TorchGate(Math.Max(Environment.ProcessorCount, threads + 1)));
    }

    private static string Compare(BoundModel bound, string[] files)
    {
        Score(bound, files, ahead: true);
        List<double> alone = [], ahead = [], ratios = [], processor = [], others = [];
        for (int round = 0; round < Rounds; round++)
        {
            bool first = round % 2 == 0;
            (double Seconds, double Processor, double Others) one = Score(bound, files, first);
            (double Seconds, double Processor, double Others) two = Score(bound, files, !first);
            var (with, without) = first ? (one, two) : (two, one);
            alone.Add(Batch * Batches / without.Seconds);
            ahead.Add(Batch * Batches / with.Seconds);
            ratios.Add(without.Seconds / with.Seconds);
            processor.Add(without.Processor / with.Processor);
            others.Add((with.Others + without.Others) / 2);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(alone):F1},{Median(ahead):F1},{Median(ratios):F3},{Median(processor):F3},{Median(others):F2}");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static (double Seconds, double Processor, double Others) Score(BoundModel bound, string[] files, bool ahead)
    {
        var load = new MachineLoad();
        long start = Stopwatch.GetTimestamp();
        RowsToScore? next = null;
        for (int batch = 0; batch < Batches; batch++)
        {
            using RowsToScore rows = next ?? Read(batch);
            next = null;
            bound.Score(rows, ahead && batch + 1 < Batches ? () => next = Read(batch + 1) : null);
        }

        return (Stopwatch.GetElapsedTime(start).TotalSeconds, load.OwnSeconds(), load.Others());

        RowsToScore Read(int batch) =>
            new(Enumerable.Range(batch * Batch, Batch).Select(i => new ImageInput(ImageSource.FromFile(files[i % files.Length]), i)), batch * Batch);
    }

    /// <summary>Writes a picture with as many details as a photo has: noise of several sizes.</summary>
    private static string Write(string path, int width, int height, int seed)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        using SKShader noise = SKShader.CreatePerlinNoiseTurbulence(0.02f, 0.02f, 5, seed);
        using var paint = new SKPaint { Shader = noise };
        canvas.Clear(SKColors.Gray);
        canvas.DrawPaint(paint);
        canvas.Flush();
        using SKData jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality: 90);
        File.WriteAllBytes(path, jpeg.ToArray());
        return path;
    }
}
