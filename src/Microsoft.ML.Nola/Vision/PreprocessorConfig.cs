using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Vision;

/// <summary>Reads preprocessor_config.json in the forms that transformers 4 and 5 write.</summary>
internal static class PreprocessorConfig
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "preprocessor_config.json";

    /// <summary>The longest side that is read.</summary>
    public const int MaxSize = 4096;

    /// <summary>What is read here, and what says nothing about pixels.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "image_processor_type", "feature_extractor_type", "size", "default_to_square", "crop_size", "resample", "do_resize", "do_center_crop", "do_rescale",
        "rescale_factor", "do_normalize", "image_mean", "image_std", "data_format", "do_convert_rgb",
        "processor_class", "_processor_class", "_valid_processor_keys", "disable_grouping",
    };

    /// <summary>Reads the settings of a checkpoint.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="modelType">The checkpoint's model_type, which decides if the file names no processor.</param>
    /// <exception cref="CorruptModelException">It is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">It asks for what this version cannot do.</exception>
    public static ImageProcessorSettings Read(JsonSettings settings, string? modelType)
    {
        ImageProcessorType type = TypeOf(settings, modelType);
        RefuseUnknown(settings);
        bool crops = settings.GetBoolean("do_center_crop", type.CropSize > 0);
        bool rescales = settings.GetBoolean("do_rescale", true);
        bool normalizes = settings.GetBoolean("do_normalize", true);
        (int cropHeight, int cropWidth) = crops ? Square(settings, "crop_size", type.CropSize > 0 ? type.CropSize : type.Size) : default;
        ImageProcessorSettings result = new()
        {
            Filter = (Resample)settings.GetInt32("resample", 0, (int)Resample.Hamming, (int)type.Filter),
            CropHeight = cropHeight,
            CropWidth = cropWidth,
            RescaleFactor = rescales ? settings.GetDouble("rescale_factor", double.Epsilon, 1e3, 1 / 255d) : 1,
            Mean = normalizes ? Channels(settings, "image_mean", -1e6, type.Mean) : [0, 0, 0],
            Std = normalizes ? Channels(settings, "image_std", 1e-9, type.Std) : [1, 1, 1],
        };
        if (settings.GetBoolean("do_resize", true))
        {
            result = WithResize(result, settings, type);
        }

        return result.OutputHeight > 0
            ? result
            : throw new NolaCompatibilityException(
                $"'{settings.Origin}' leaves images of different sizes: it has neither a size of both sides nor do_center_crop. Set one of them in the file.");
    }

    private static ImageProcessorType TypeOf(JsonSettings settings, string? modelType)
    {
        string? name = settings.GetString("image_processor_type", null) ?? settings.GetString("feature_extractor_type", null);
        return name is null
            ? modelType is null
                ? throw settings.Fault("image_processor_type", "is missing")
                : ImageProcessorType.OfModel(modelType) ?? throw new NolaCompatibilityException(
                    $"'{settings.Origin}' names no image_processor_type, and it is not known which one the model_type '{modelType}' has; set it in the file.")
            : ImageProcessorType.Find(name) ?? throw new NolaCompatibilityException(
                $"'{settings.Origin}' has image_processor_type '{name}', which this version does not know. It knows: {ImageProcessorType.Known}.");
    }

    /// <summary>A setting that is not known may change every pixel. Null, false and empty ones do not.</summary>
    private static void RefuseUnknown(JsonSettings settings)
    {
        string? unknown = settings.Names.FirstOrDefault(name => !Known.Contains(name) && settings.Has(name) && !settings.IsFalseOrEmpty(name));
        if (unknown is not null)
        {
            throw new NolaCompatibilityException(
                $"'{settings.Origin}' has the setting '{unknown}' of images, which this version does not know; take it out of the file if it does not matter.");
        }

        if (settings.GetString("data_format", null) is { } format and not "channels_first")
        {
            throw new NolaCompatibilityException(
                $"'{settings.Origin}' has the data_format '{format}' of images; backbones of this version take channels_first.");
        }
    }

    private static ImageProcessorSettings WithResize(ImageProcessorSettings result, JsonSettings settings, ImageProcessorType type)
    {
        bool isSquare = settings.GetBoolean("default_to_square", type.IsSquare);
        if (settings.IsObject("size"))
        {
            JsonSettings size = settings.GetObject("size");
            string[] names = [.. size.Names.Where(size.Has).Order(StringComparer.Ordinal)];
            return names switch
            {
                ["shortest_edge"] => result with { ShortestEdge = Side(size, "shortest_edge") },
                ["height", "width"] => result with { Height = Side(size, "height"), Width = Side(size, "width") },
                _ => throw new NolaCompatibilityException(
                    $"'{settings.Origin}' has a size of images with '{string.Join("', '", names)}'; this version knows height with width, and shortest_edge."),
            };
        }

        if (settings.IsArray("size") || isSquare)
        {
            (int height, int width) = Square(settings, "size", type.Size);
            return result with { Height = height, Width = width };
        }

        return result with { ShortestEdge = settings.GetInt32("size", 1, MaxSize, type.Size) };
    }

    /// <summary>Both sides: one number, two, or an object of height and width.</summary>
    private static (int Height, int Width) Square(JsonSettings settings, string name, int defaultValue)
    {
        if (settings.IsObject(name))
        {
            JsonSettings size = settings.GetObject(name);
            return (Side(size, "height"), Side(size, "width"));
        }

        if (settings.IsArray(name))
        {
            return settings.GetIntegers(name, 1, MaxSize) is [long height, long width]
                ? ((int)height, (int)width)
                : throw settings.Fault(name, "is not an array of height and width");
        }

        int side = settings.GetInt32(name, 1, MaxSize, defaultValue);
        return (side, side);
    }

    private static int Side(JsonSettings size, string name) => size.GetInt32(name, 1, MaxSize);

    private static IReadOnlyList<double> Channels(JsonSettings settings, string name, double minimum, IReadOnlyList<double> defaultValue)
    {
        if (!settings.Has(name))
        {
            return defaultValue;
        }

        IReadOnlyList<double> values = settings.GetNumbers(name, minimum, 1e6);
        return values.Count == 3 ? values : throw settings.Fault(name, FormattableString.Invariant($"has {values.Count} numbers, not 3"));
    }
}
