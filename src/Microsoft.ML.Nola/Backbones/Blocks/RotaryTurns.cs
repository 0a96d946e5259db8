using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The turns of a <see cref="RotaryEmbedding"/> at some positions, made once for all layers of a forward pass.</summary>
/// <param name="cos">The cosines of the angles, [length, head size], or [rows, 1, length, head size] if rows have positions of their own.</param>
/// <param name="sin">The sines, as many, negative in the first half.</param>
internal sealed class RotaryTurns(torch.Tensor cos, torch.Tensor sin) : IDisposable
{
    private readonly long _half = cos.shape[^1] / 2;

    /// <summary>Turns [rows, heads, length, head size]. The caller owns what comes out.</summary>
    public torch.Tensor Apply(torch.Tensor heads)
    {
        using torch.Tensor swapped = heads.roll(_half, -1);
        return (heads * cos).AddProductInPlace(swapped, sin);
    }

    /// <summary>Turns the heads of one token a row, in place.</summary>
    /// <param name="tokens">The heads of each row's token, side by side.</param>
    /// <param name="width">The features of a token.</param>
    public void ApplyToTokens(Span<float> tokens, int width)
    {
        ReadOnlySpan<float> cosines = TensorMemory.Singles(cos);
        ReadOnlySpan<float> sines = TensorMemory.Singles(sin);
        int size = (int)(2 * _half);
        for (int row = 0; row * width < tokens.Length; row++)
        {
            // All rows stand at one position, or each has its own.
            int at = cosines.Length == size ? 0 : row * size;
            RowKernels.Turn(tokens.Slice(row * width, width), cosines.Slice(at, size), sines.Slice(at, size));
        }
    }

    public void Dispose()
    {
        cos.Dispose();
        sin.Dispose();
    }
}
