namespace Microsoft.ML.Nola.Models.Images;

/// <summary>How the image of a row becomes pixels: one image a row, as the backbone's preprocessor_config.json says.</summary>
internal sealed class ImageLayout : InputLayout
{
    /// <summary>Both sides of what the backbone sees, in pixels; null for what its preprocessor_config.json says.</summary>
    public int? ImageSize { get; init; }

    /// <summary>How images that train are changed at random; null if they are taken as they are.</summary>
    public ImageAugmentationOptions? Augmentation { get; init; }

    /// <summary>Whether a fit leaves out rows whose image cannot be used.</summary>
    public bool SkipsBadImages { get; init; }

    /// <summary>Where temporary files go.</summary>
    public string TempFolder { get; init; } = Path.GetTempPath();

    /// <summary>Scoring changes nothing at random, and answers for every row or not at all.</summary>
    public override InputLayout ForScoring => new ImageLayout { ImageSize = ImageSize, TempFolder = TempFolder };

    public override InputLayout WithTempFolder(string folder) =>
        new ImageLayout { ImageSize = ImageSize, Augmentation = Augmentation, SkipsBadImages = SkipsBadImages, TempFolder = folder };

    public override PreparedBackbone Acquire(BackboneRequest request) => new ImageBackbone(request, this);
}
