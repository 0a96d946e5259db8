namespace Microsoft.ML.Nola.Tasks;

/// <summary>What stages over images have in common beside their columns.</summary>
internal static class ImageSettings
{
    /// <summary>A side of so many pixels has tens of thousands of patches, each of which sees all others.</summary>
    public const int MaxImageSize = 4096;

    /// <summary>The faults of options.</summary>
    public static void CollectFaults(OptionFaults faults, BackboneReference? backbone, string? imageFolder, int? imageSize)
    {
        faults.Require(
            !ReferenceEquals(backbone, BackboneReference.Default),
            "Backbone is not set, and the default one takes texts; set it to BackboneReference.FromFolder(...) with a backbone that takes images (vit, deit, dinov2, clip, siglip)");
        faults.Require(imageFolder is null || !string.IsNullOrWhiteSpace(imageFolder), "ImageFolder is empty; null means the current directory");
        faults.Require(IsImageSize(imageSize), $"ImageSize is {imageSize}; it must be 1 to {MaxImageSize}");
    }

    /// <summary>Refuses what no options could have said.</summary>
    public static void Check(int? imageSize, string? imageFolder, string path)
    {
        if (!IsImageSize(imageSize) || imageFolder is not null && string.IsNullOrWhiteSpace(imageFolder))
        {
            throw new CorruptModelException(path, "the size of images is out of range, or their folder has no name");
        }
    }

    private static bool IsImageSize(int? size) => size is null or (>= 1 and <= MaxImageSize);
}
