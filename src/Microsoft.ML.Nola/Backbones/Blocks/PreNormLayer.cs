using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A layer whose attention and feed-forward block each see normalised states and add to the states as they were.</summary>
/// <param name="attentionNorm">What normalises before attention; null if the states come normalised.</param>
/// <param name="attention">Self-attention.</param>
/// <param name="feedForwardNorm">What normalises before the feed-forward block.</param>
/// <param name="feedForward">The feed-forward block.</param>
internal sealed class PreNormLayer(INorm? attentionNorm, RotaryAttention attention, INorm feedForwardNorm, GatedFeedForward feedForward)
{
    /// <summary>The layer's output [tokens, hidden]. Sums are taken in place: no gradient needs the output of a linear map.</summary>
    /// <inheritdoc cref="RotaryAttention.Forward"/>
    public torch.Tensor Forward(torch.Tensor input, RotaryTurns turns, torch.Tensor? mask, int rows, AdapterBinding binding)
    {
        using torch.Tensor? normed = attentionNorm?.Apply(input);
        using torch.Tensor attended = attention.Forward(normed ?? input, turns, mask, rows, binding);
        attended.add_(input);
        using torch.Tensor inner = feedForwardNorm.Apply(attended);
        return feedForward.Forward(inner, binding).add_(attended);
    }
}
