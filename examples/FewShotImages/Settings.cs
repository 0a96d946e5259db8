using System.CommandLine;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace FewShotImages;

/// <summary>What the command line says.</summary>
internal sealed record Settings
{
    private const string Beside = "models/shapes-vit";

    public required string Backbone { get; init; }

    /// <summary>A folder of folders; null for drawn pictures.</summary>
    public required string? Data { get; init; }

    public required int[] PerClass { get; init; }

    public required int Samplings { get; init; }

    public required int[] Seeds { get; init; }

    public required int Trials { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required int TestPerClass { get; init; }

    public required int? ImageSize { get; init; }

    public required bool Augment { get; init; }

    public required ComputeType ComputeType { get; init; }

    public required string[] Only { get; init; }

    public required string? Csv { get; init; }

    public BackboneReference Reference => BackboneReference.FromFolder(Backbone);

    /// <summary>A context whose stages compute in the type of number that the command line says.</summary>
    public MLContext CreateContext(int? seed = null)
    {
        var context = new MLContext(seed);
        context.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = ComputeType });
        return context;
    }

    /// <summary>Runs the program with the settings of a command line.</summary>
    public static int Run(string[] arguments, Action<Settings> program)
    {
        var backbone = Value(
            "--backbone",
            "FOLDER",
            "The folder of a vision transformer (ViT, DeiT, DINOv2, CLIP, SigLIP): config.json, preprocessor_config.json, model.safetensors.",
            Path.Combine(AppContext.BaseDirectory, Beside));
        var data = new Option<string?>("--data")
        {
            Description = "A folder with a folder of images for each class, or with two such folders, train and test. Default: pictures that the program draws.",
            HelpName = "FOLDER",
        };
        var perClass = Value("--per-class", "N,N", "Images of each class to learn from.", "5,10");
        var samplings = Value("--samplings", "N", "How often they are drawn anew.", 4);
        var seeds = Value("--seeds", "N,N", "Seeds of the fits on each drawing.", "0,1,2");
        var trials = Value("--trials", "N", "Settings that each method tries on images that are held out, 1 to 3; 1 takes the middle one.", 3);
        var epochs = Value("--epochs", "N", "Passes over the training images; 50 in the paper.", 20);
        var batch = Value("--batch-size", "N", "Images of a step.", 16);
        var test = Value("--test", "N", "Images of each class to report on, at most; always the same.", 100);
        var size = new Option<int?>("--image-size")
        {
            Description = "Both sides of what the backbone sees, in pixels: a multiple of its patch size. Default: what the backbone's folder says.",
            HelpName = "N",
        };
        var augment = new Option<bool>("--augment") { Description = "Changes training images at random in every epoch, as in the paper. Takes longer." };
        var computeType = Value(
            "--compute-type", "TYPE", "Float32 or BFloat16: in which type of number the backbone computes. Another one wants another file of results.", ComputeType.Float32);
        var only = Value("--only", "NAMES", "Rows of the table whose name contains one of these, such as r=1;NOLA, half; default: all.", "");
        var csv = new Option<string?>("--csv") { Description = "A file to append one line a fit to; fits that it has are not done again. FewShotImages.Plot draws it.", HelpName = "FILE" };
        var command = new RootCommand("Learns classes of images from a few examples, in the ways that the NOLA paper compares, beside what ML.NET has.")
        {
            backbone, data, perClass, samplings, seeds, trials, epochs, batch, test, size, augment, computeType, only, csv,
        };
        command.SetAction(parsed => program(new Settings
        {
            Backbone = parsed.GetRequiredValue(backbone),
            Data = parsed.GetValue(data),
            PerClass = Numbers(parsed.GetRequiredValue(perClass)),
            Samplings = parsed.GetRequiredValue(samplings),
            Seeds = Numbers(parsed.GetRequiredValue(seeds)),
            Trials = Math.Clamp(parsed.GetRequiredValue(trials), 1, 3),
            Epochs = parsed.GetRequiredValue(epochs),
            BatchSize = parsed.GetRequiredValue(batch),
            TestPerClass = parsed.GetRequiredValue(test),
            ImageSize = parsed.GetValue(size),
            Augment = parsed.GetValue(augment),
            ComputeType = parsed.GetRequiredValue(computeType),
            Only = Parts(parsed.GetRequiredValue(only), ';'),
            Csv = parsed.GetValue(csv),
        }));
        return command.Parse(arguments).Invoke();
    }

    private static int[] Numbers(string list) => [.. Parts(list).Select(static part => int.Parse(part, CultureInfo.InvariantCulture))];

    private static string[] Parts(string list, char separator = ',') => list.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<T> Value<T>(string name, string helpName, string description, T value) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };
}
