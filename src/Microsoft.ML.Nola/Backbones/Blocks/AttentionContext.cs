using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What self-attention needs to know of a pass; the layers of a pass share it.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Turns">The turns at the positions of the tokens, or null if positions do not enter in attention.</param>
/// <param name="Mask">What is added to the attention scores, or null if nothing is.</param>
internal sealed record AttentionContext(int Rows, RotaryTurns? Turns, torch.Tensor? Mask)
{
    /// <summary>Whether a token sees those before it only, and no <see cref="Mask"/> says so.</summary>
    public bool IsCausal { get; init; }

    /// <summary>The keys and values of earlier passes; null if there are none and those of this pass need not be kept.</summary>
    public ForwardState? State { get; init; }

    /// <summary>Whether a token sees a window of the last tokens only.</summary>
    public bool Slides { get; init; }
}
