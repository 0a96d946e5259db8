using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The turns of a <see cref="RotaryEmbedding"/> at some positions, made once for all layers of a forward pass.</summary>
/// <param name="cos">The cosines of the angles, [length, head size].</param>
/// <param name="sin">The sines, negative in the first half, [length, head size].</param>
internal sealed class RotaryTurns(torch.Tensor cos, torch.Tensor sin) : IDisposable
{
    /// <summary>Turns [rows, heads, length, head size]. The caller owns what comes out.</summary>
    public torch.Tensor Apply(torch.Tensor heads)
    {
        using torch.Tensor swapped = heads.roll(cos.shape[1] / 2, -1);
        return (heads * cos).addcmul_(swapped, sin, 1);
    }

    public void Dispose()
    {
        cos.Dispose();
        sin.Dispose();
    }
}
