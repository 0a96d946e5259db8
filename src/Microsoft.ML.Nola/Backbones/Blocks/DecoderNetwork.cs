using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A text decoder with pre-norm layers: each token sees itself and those before it.</summary>
/// <param name="reader">What read its modules.</param>
/// <param name="hiddenSize">The width of the hidden states.</param>
/// <param name="limits">What it accepts as text.</param>
internal sealed class DecoderNetwork(ModuleReader reader, int hiddenSize, TextLimits limits) : BackboneNetwork(reader)
{
    public override TextLimits TextLimits { get; } = limits;

    public override int HiddenSize { get; } = hiddenSize;

    public required DecoderEmbedding Embedding { get; init; }

    public required IReadOnlyList<PreNormLayer> Layers { get; init; }

    public required INorm FinalNorm { get; init; }

    /// <summary>The map to scores of the next token; null if the checkpoint has none.</summary>
    public LanguageModelHead? Head { get; init; }

    /// <summary>The positions, if they enter in attention.</summary>
    public RotaryEmbedding? Rotary { get; init; }

    /// <summary>Which layers see a window only, and how many tokens it has, the one that looks included.</summary>
    public SlidingWindow? Window { get; init; }

    /// <summary>Whether attention needs a mask even if causality is all that it says.</summary>
    public bool NeedsMask { get; init; }

    /// <summary>Where its tensors lie.</summary>
    public torch.Device Device { get; } = reader.Device;

    public override bool IsCausal => true;

    public override bool HasLanguageModelHead => Head is not null;

    public override torch.Tensor Logits(torch.Tensor hidden) => Head?.Forward(hidden) ?? base.Logits(hidden);

    protected override LayeredPass Begin(ModelInput input, ForwardState? state)
        => new DecoderPass(this, TokenInput.CheckForDecoder(input, state, TextLimits), state);
}
