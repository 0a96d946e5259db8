using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Vision;

/// <summary>What an image processor of the transformers library does where preprocessor_config.json says nothing.</summary>
/// <param name="Name">Its class, without the endings that say which library computes.</param>
/// <param name="Size">The size to which it resizes.</param>
/// <param name="IsSquare">Whether a size that is one number is that of both sides; else it is that of the shorter one.</param>
/// <param name="CropSize">The size of the part in the middle that it keeps; 0 if it keeps all.</param>
/// <param name="Filter">How it resizes.</param>
/// <param name="Mean">The mean of each channel.</param>
/// <param name="Std">The standard deviation of each channel.</param>
internal sealed record ImageProcessorType(
    string Name, int Size, bool IsSquare, int CropSize, Resample Filter, IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    private static readonly double[] Halves = [0.5, 0.5, 0.5];
    private static readonly double[] ClipMean = [0.48145466, 0.4578275, 0.40821073];
    private static readonly double[] ClipStd = [0.26862954, 0.26130258, 0.27577711];

    private static readonly ImageProcessorType[] All =
    [
        new("ViTImageProcessor", 224, IsSquare: true, 0, Resample.Bilinear, Halves, Halves),
        new("DeiTImageProcessor", 256, IsSquare: true, 224, Resample.Bicubic, Halves, Halves),
        new("CLIPImageProcessor", 224, IsSquare: false, 224, Resample.Bicubic, ClipMean, ClipStd),
        new("SiglipImageProcessor", 224, IsSquare: true, 0, Resample.Bicubic, Halves, Halves),
        new("BitImageProcessor", 224, IsSquare: false, 224, Resample.Bicubic, ClipMean, ClipStd),
    ];

    /// <summary>The processors of model types, for files that do not name theirs.</summary>
    private static readonly Dictionary<string, string> ByModelType = new(StringComparer.Ordinal)
    {
        ["vit"] = "ViTImageProcessor",
        ["deit"] = "DeiTImageProcessor",
        ["clip"] = "CLIPImageProcessor",
        ["clip_vision_model"] = "CLIPImageProcessor",
        ["siglip"] = "SiglipImageProcessor",
        ["siglip_vision_model"] = "SiglipImageProcessor",
        ["dinov2"] = "BitImageProcessor",
    };

    /// <summary>Gets the names that are known, for messages.</summary>
    public static string Known => string.Join(", ", All.Select(static type => type.Name));

    /// <summary>Finds a type by the name of a class, old and new: ViTFeatureExtractor, ViTImageProcessor, ViTImageProcessorFast, ViTImageProcessorPil.</summary>
    public static ImageProcessorType? Find(string name)
    {
        string plain = name;
        foreach (string ending in (string[])["Fast", "Pil"])
        {
            plain = plain.EndsWith(ending, StringComparison.Ordinal) ? plain[..^ending.Length] : plain;
        }

        plain = plain.Replace("FeatureExtractor", "ImageProcessor", StringComparison.Ordinal);
        return Array.Find(All, type => type.Name == plain);
    }

    /// <summary>Finds the type of a model_type.</summary>
    public static ImageProcessorType? OfModel(string modelType) => ByModelType.TryGetValue(modelType, out string? name) ? Find(name) : null;
}
