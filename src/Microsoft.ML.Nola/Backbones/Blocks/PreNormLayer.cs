using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A layer whose attention and feed-forward block each see normalised states and add to the states as they were.</summary>
/// <param name="attentionNorm">What normalises before attention; null if the states come normalised.</param>
/// <param name="attention">Self-attention.</param>
/// <param name="feedForwardNorm">What normalises before the feed-forward block.</param>
/// <param name="feedForward">The feed-forward block.</param>
internal sealed class PreNormLayer(INorm? attentionNorm, GroupedAttention attention, INorm feedForwardNorm, IFeedForward feedForward)
{
    /// <summary>What normalises the output of attention before it is added, or null.</summary>
    public INorm? AttentionPostNorm { get; init; }

    /// <summary>What normalises the output of the feed-forward block before it is added, or null.</summary>
    public INorm? FeedForwardPostNorm { get; init; }

    /// <summary>The layer's output [tokens, hidden]. Sums are taken in place: no gradient needs the output of a linear map or of a norm.</summary>
    /// <inheritdoc cref="GroupedAttention.Forward"/>
    public torch.Tensor Forward(torch.Tensor input, AttentionContext context, AdapterBinding binding)
    {
        using torch.Tensor? normed = attentionNorm?.Apply(input);
        using torch.Tensor attended = Add(input, AttentionPostNorm, attention.Forward(normed ?? input, context, binding));
        using torch.Tensor inner = feedForwardNorm.Apply(attended);
        return Add(attended, FeedForwardPostNorm, feedForward.Forward(inner, binding));
    }

    /// <summary>The sum of states and the output of a block, which is given away, normalised.</summary>
    private static torch.Tensor Add(torch.Tensor states, INorm? norm, torch.Tensor output)
    {
        if (norm is null)
        {
            return output.AddInPlace(states);
        }

        using (output)
        {
            return norm is LayerScale scale ? states.PlusProduct(output, scale.Factors) : norm.Apply(output).AddInPlace(states);
        }
    }
}
