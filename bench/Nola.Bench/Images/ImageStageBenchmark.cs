using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Vision;
using Nola.Bench.Comparisons;
using Nola.Bench.Serving;
using TorchSharp;

namespace Nola.Bench.Images;

/// <summary>
/// The stages over image files: images a second of training by method, the share of decoding and resizing in scoring, and memory while many images are scored.
/// </summary>
internal static class ImageStageBenchmark
{
    private const int Batch = 16;

    /// <summary>Prints images a second of a step of each method, one epoch over the images of a folder of folders.</summary>
    /// <param name="model">The folder of the checkpoint.</param>
    /// <param name="folder">The folder of folders of images.</param>
    /// <param name="methods">The methods, or none for all.</param>
    public static void Train(string model, string folder, string[] methods)
    {
        Console.WriteLine("method,images/s,images/s of processor time,processors busy elsewhere");
        foreach ((string name, AdapterConfig adapter) in (ReadOnlySpan<(string, AdapterConfig)>)[
            ("linear probe", new AdapterConfig { Method = AdaptationMethod.LinearProbe }),
            ("NOLA mlp", new AdapterConfig { TargetModules = { "mlp" } }),
            ("LoRA r=1 q,v", new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 1, TargetModules = { "attention" } }),
            ("LoRA r=4 q,v", new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 4, TargetModules = { "attention" } }),
            ("full fine-tuning", new AdapterConfig { Method = AdaptationMethod.FullFineTuning })])
        {
            if (methods.Length > 0 && !methods.Contains(name))
            {
                continue;
            }

            Row[] rows = [.. Files(folder).Take(2 * Batch)];
            Fit(model, adapter, rows);
            rows = [.. Files(folder).Take(20 * Batch)];
            var load = new MachineLoad();
            double seconds = Fit(model, adapter, rows);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name},{rows.Length / seconds:F1},{rows.Length / load.OwnSeconds():F1},{load.Others():F2}"));
        }
    }

    /// <summary>Prints what decoding and resizing take of an image's time, on one thread.</summary>
    public static void Parts(string model, string folder)
    {
        ImagePreprocessor preprocessor = ImagePreprocessor.FromFolder(model, ImageBenchmark.Side);
        Row[] rows = [.. Files(folder).Take(20 * Batch)];
        var pixels = new float[Batch * preprocessor.Length];
        ReadAll();
        var load = new MachineLoad();
        ReadAll();
        double read = load.OwnSeconds() / rows.Length;
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(model));
        using var mode = torch.no_grad();
        var batch = new PixelBatch(pixels, Batch, preprocessor.Channels, preprocessor.Height, preprocessor.Width);
        lease.Backbone.Forward(batch).Dispose();
        load = new MachineLoad();
        for (int i = 0; i < rows.Length; i += Batch)
        {
            lease.Backbone.Forward(batch).Dispose();
        }

        double pass = load.OwnSeconds() / rows.Length;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"decoding and resizing {read * 1e3:F3} ms an image, network {pass * 1e3:F3} ms (processor time): a share of {read / (read + pass):P1}"));

        void ReadAll()
        {
            for (int i = 0; i < rows.Length; i++)
            {
                preprocessor.Process(ImageSource.FromFile(rows[i].Image), pixels.AsSpan(i % Batch * preprocessor.Length, preprocessor.Length));
            }
        }
    }

    /// <summary>Prints the memory of the process while a stream of paths to the same files is scored.</summary>
    /// <param name="model">The folder of the checkpoint.</param>
    /// <param name="folder">The folder of folders of images.</param>
    /// <param name="count">The images.</param>
    /// <param name="side">Both sides of what the backbone sees.</param>
    public static void Memory(string model, string folder, int count, int side)
    {
        Row[] rows = [.. Files(folder)];
        var context = new MLContext();
        IDataView data = context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => rows[i % rows.Length]));
        var options = new NolaFeaturizeImageOptions
        {
            OutputColumnName = "Features", InputColumnName = nameof(Row.Image), Backbone = BackboneReference.FromFolder(model), ImageSize = side,
        };
        using var stage = context.Transforms.NolaFeaturizeImage(options).Fit(data);
        Console.WriteLine("images,resident_mb,managed_mb");
        int done = 0;
        foreach (float[] features in stage.Transform(data).GetColumn<float[]>("Features"))
        {
            done++;
            if (done == 1_000 || done % Math.Max(1, count / 10) == 0)
            {
                Console.WriteLine(FormattableString.Invariant(
                    $"{done},{ProcessMemory.Read("smaps_rollup", "Rss"):F1},{GC.GetTotalMemory(forceFullCollection: false) / 1e6:F1}"));
            }
        }
    }

    private static double Fit(string model, AdapterConfig adapter, Row[] rows)
    {
        var context = new MLContext(seed: 0);
        var options = new NolaImageClassificationOptions
        {
            Backbone = BackboneReference.FromFolder(model),
            ImageSize = ImageBenchmark.Side,
            Adapter = adapter,
            Training = new NolaTrainingOptions { Epochs = 1, BatchSize = Batch, Seed = 0 },
        };
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.NolaImageClassification(options));
        using var fitted = pipeline.Fit(context.Data.LoadFromEnumerable(rows));
        return fitted.LastTransformer.Report!.Seconds;
    }

    /// <summary>The images of all classes in turn.</summary>
    private static IEnumerable<Row> Files(string folder) => Directory.GetDirectories(folder)
        .SelectMany(static inner => Directory.GetFiles(inner).Order(StringComparer.Ordinal)
            .Select((file, i) => (Place: i, Row: new Row { Image = file, Label = Path.GetFileName(inner) })))
        .OrderBy(static one => one.Place).ThenBy(static one => one.Row.Label, StringComparer.Ordinal).Select(static one => one.Row);

    private sealed class Row
    {
        public string Image { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
