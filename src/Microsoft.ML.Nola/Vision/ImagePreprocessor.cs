using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Vision.Augmentation;

namespace Microsoft.ML.Nola.Vision;

/// <summary>Images in, pixels as a backbone wants them out: what its checkpoint's preprocessor_config.json says. Any number of threads may use one.</summary>
internal sealed class ImagePreprocessor
{
    private readonly ImageProcessorSettings _settings;
    private readonly ImageNormalizer _normalizer;

    /// <summary>Creates one from settings.</summary>
    public ImagePreprocessor(ImageProcessorSettings settings)
    {
        _settings = settings;
        _normalizer = new(settings);
    }

    /// <summary>Gets the number of channels: red, green and blue.</summary>
    public int Channels => _settings.Mean.Count;

    /// <summary>Gets the height of what a backbone sees.</summary>
    public int Height => _settings.OutputHeight;

    /// <summary>Gets the width of what a backbone sees.</summary>
    public int Width => _settings.OutputWidth;

    /// <summary>Gets how many numbers an image has: channels x height x width.</summary>
    public int Length => Channels * Height * Width;

    /// <summary>Reads the settings of a checkpoint.</summary>
    /// <param name="folder">The folder with config.json and preprocessor_config.json.</param>
    /// <param name="size">Both sides of what the backbone sees; <see langword="null"/>: as the checkpoint says. 1 to <see cref="PreprocessorConfig.MaxSize"/>.</param>
    /// <exception cref="CorruptModelException">A file is faulty, or missing.</exception>
    /// <exception cref="NolaCompatibilityException">The settings ask for what this version cannot do.</exception>
    public static ImagePreprocessor FromFolder(string folder, int? size = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size ?? 1, 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size ?? 1, PreprocessorConfig.MaxSize, nameof(size));
        string path = Path.Combine(folder, PreprocessorConfig.FileName);
        if (!File.Exists(path))
        {
            throw new CorruptModelException(
                folder, $"it has no {PreprocessorConfig.FileName}, which says how images are resized and normalised; download it with the checkpoint");
        }

        string config = Path.Combine(folder, BackboneFiles.Config);
        string? modelType = File.Exists(config) ? JsonSettings.Load(config).GetString("model_type", null) : null;
        ImageProcessorSettings settings = PreprocessorConfig.Read(JsonSettings.Load(path), modelType);
        return new(size is { } side ? settings.WithSize(side) : settings);
    }

    /// <summary>Processes an image.</summary>
    /// <param name="source">The image.</param>
    /// <param name="target">Receives [channels, height, width].</param>
    /// <param name="augmentation">How a training image is changed at random; <see langword="null"/> for any other.</param>
    /// <param name="draw">The random numbers of that image in that epoch.</param>
    /// <returns>What the image was.</returns>
    /// <exception cref="BadImageException">The image cannot be used.</exception>
    public ProcessedImage Process(in ImageSource source, Span<float> target, ImageAugmentation? augmentation = null, ImageDraw draw = default)
    {
        if (target.Length != Length)
        {
            throw new ArgumentException($"target has {target.Length} values; an image has {Length}.", nameof(target));
        }

        DecodedImage image = ImageDecoder.Decode(source);
        using PixelBuffer pixels = image.Pixels;
        using PixelBuffer prepared = augmentation?.Apply(pixels, _settings, draw) ?? ImageFraming.Apply(pixels, _settings);
        _normalizer.Write(prepared, target);
        return new(pixels.Width, pixels.Height, image.IsAnimated);
    }

    /// <summary>Decodes an image and gives it the size that the backbone sees, not normalised yet.</summary>
    /// <param name="source">The image.</param>
    /// <param name="target">Receives red, green and blue of each pixel, row by row: <see cref="Length"/> bytes.</param>
    /// <returns>What the image was.</returns>
    /// <exception cref="BadImageException">The image cannot be used.</exception>
    public ProcessedImage ReadLevels(in ImageSource source, Span<byte> target)
    {
        DecodedImage image = ImageDecoder.Decode(source);
        using PixelBuffer pixels = image.Pixels;
        using PixelBuffer prepared = ImageFraming.Apply(pixels, _settings);
        prepared.CopyRgb(target);
        return new(pixels.Width, pixels.Height, image.IsAnimated);
    }

    /// <summary>Normalises what <see cref="ReadLevels(in ImageSource, Span{byte})"/> gave.</summary>
    /// <param name="levels">Red, green and blue of each pixel.</param>
    /// <param name="target">Receives [channels, height, width].</param>
    public void Normalize(ReadOnlySpan<byte> levels, Span<float> target) => _normalizer.Write(levels, target);
}
