using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The map from hidden states to scores of the next token.</summary>
/// <param name="map">The map; often that of the words' vectors (tied).</param>
internal sealed class LanguageModelHead(FrozenLinear map)
{
    /// <summary>The magnitude that no score exceeds, or null.</summary>
    public double? SoftCap { get; init; }

    /// <summary>The scores [tokens, vocabulary]. The caller owns them.</summary>
    public torch.Tensor Forward(torch.Tensor hidden)
    {
        torch.Tensor scores = map.Apply(hidden);
        if (SoftCap is not { } cap)
        {
            return scores;
        }

        using (scores)
        {
            using torch.Tensor squeezed = scores.MultiplyInPlace(1 / cap).tanh();
            return squeezed.Times(cap);
        }
    }
}
