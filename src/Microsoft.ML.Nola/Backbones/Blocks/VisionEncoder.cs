using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>An encoder of images with pre-norm layers, such as ViT (arXiv 2010.11929).</summary>
/// <param name="config">The sizes.</param>
/// <param name="reader">What read its modules.</param>
/// <param name="pooler">The pooler, or null.</param>
internal sealed class VisionEncoder(VisionConfig config, ModuleReader reader, IPooler? pooler) : BackboneNetwork(reader)
{
    private readonly torch.Device _device = reader.Device;

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

    public override LayeredPass BeginLayers(ModelInput input, ForwardState? state)
    {
        ModelInput rows = PixelInput.Check(input, state, ImageLimits);
        return rows is HiddenBatch states && (states.Layer > Layers.Count || states.States.Length != (long)states.Rows * states.Length * HiddenSize)
            ? throw new ArgumentException($"The states are not those of a backbone of {Layers.Count} layers of width {HiddenSize}.", nameof(input))
            : new VisionPass(this, rows, _device);
    }
}
