namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>An encoder of images with pre-norm layers, such as ViT (arXiv 2010.11929).</summary>
/// <param name="config">The sizes.</param>
/// <param name="reader">What read its modules.</param>
/// <param name="pooler">The pooler, or null.</param>
internal sealed class VisionEncoder(VisionConfig config, ModuleReader reader, IPooler? pooler) : BackboneNetwork(reader)
{
    public override int HiddenSize => config.HiddenSize;

    public override ImageLimits ImageLimits => config.Limits;

    public override IPooler? Pooler => pooler;

    public override bool IsReadByPooler => ReadsPooler && pooler is not null;

    /// <summary>Whether the architecture was trained to be read by its pooler.</summary>
    public bool ReadsPooler { get; init; }

    public required PatchEmbedding Embedding { get; init; }

    public required IReadOnlyList<PreNormLayer> Layers { get; init; }

    /// <summary>What normalises the states of the last layer, or null.</summary>
    public INorm? FinalNorm { get; init; }

    public override long PositionsOf(ModelInput input) => input.Rows * PixelInput.Check(input, null, ImageLimits) switch
    {
        PixelBatch pixels => ImageLimits.TokensOf(pixels.Height, pixels.Width),
        ModelInput states => ((HiddenBatch)states).Length,
    };

    protected override LayeredPass Begin(ModelInput input, ForwardState? state)
        => new VisionPass(this, PixelInput.Check(input, state, ImageLimits));
}
