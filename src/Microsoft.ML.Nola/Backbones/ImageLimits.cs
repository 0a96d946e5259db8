namespace Microsoft.ML.Nola.Backbones;

/// <summary>What a backbone accepts as images, and how many tokens it makes of one.</summary>
/// <param name="Channels">The number of channels of an image.</param>
/// <param name="ImageSize">The height and width in pixels that its positions were made for. Those of other sizes are interpolated.</param>
/// <param name="PatchSize">The height and width in pixels of the patch that becomes a token.</param>
/// <param name="ClassTokens">The number of tokens that stand before those of the patches and see the whole image; 0 if there are none.</param>
internal sealed record ImageLimits(int Channels, int ImageSize, int PatchSize, int ClassTokens)
{
    /// <summary>The number of patches along a side of an image of the usual size.</summary>
    public int Side => ImageSize / PatchSize;

    /// <summary>
    /// Whether images of a size are taken: the usual one, of which pixels beyond the last whole patch are left out as in transformers, and others in whole
    /// patches.
    /// </summary>
    public bool Takes(int height, int width) =>
        (height == ImageSize && width == ImageSize) || (height % PatchSize == 0 && width % PatchSize == 0);

    /// <summary>The number of tokens of an image.</summary>
    public long TokensOf(int height, int width) => ClassTokens + ((long)(height / PatchSize) * (width / PatchSize));
}
