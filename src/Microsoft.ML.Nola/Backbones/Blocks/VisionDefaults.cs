namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What an architecture of images is if config.json does not say otherwise.</summary>
/// <param name="Epsilon">What norms add to the variance.</param>
/// <param name="Activation">The name of the non-linearity of feed-forward blocks.</param>
internal sealed record VisionDefaults(double Epsilon, string Activation = "gelu")
{
    /// <summary>The number of class tokens.</summary>
    public int ClassTokens { get; init; } = 1;

    /// <summary>
    /// The sizes, if those that are not written are to be taken from here: transformers 4 leaves out of a configuration inside another what it has by default. Null
    /// if each must be written.
    /// </summary>
    public (int Hidden, int Layers, int Heads, int Intermediate, int Channels, int Image, int Patch)? Sizes { get; init; }
}
