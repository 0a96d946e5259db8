using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// The second quantisation of QLoRA: the mean is taken from the scales of the blocks, and what is left becomes a code of <see cref="DynamicCode"/> times the
/// largest magnitude of its block of 256.
/// </summary>
internal static class DoubleQuantisation
{
    /// <summary>The scales of a block.</summary>
    public const int BlockSize = 256;

    /// <summary>Quantises scales.</summary>
    /// <param name="absmax">The scales.</param>
    /// <param name="codes">A code for each.</param>
    /// <param name="scales">The largest magnitude of each block; the last block may be shorter.</param>
    /// <returns>The mean that was taken away.</returns>
    public static float Quantise(ReadOnlySpan<float> absmax, Span<byte> codes, Span<float> scales)
    {
        double sum = 0;
        foreach (float value in absmax)
        {
            sum += value;
        }

        float offset = (float)(sum / absmax.Length);
        Span<float> centred = stackalloc float[BlockSize];
        for (int block = 0; !absmax.IsEmpty; block++)
        {
            Span<float> part = centred[..Math.Min(BlockSize, absmax.Length)];
            TensorPrimitives.Subtract(absmax[..part.Length], offset, part);
            float scale = MathF.Abs(TensorPrimitives.MaxMagnitude(part));
            scales[block] = scale;
            for (int i = 0; i < part.Length; i++)
            {
                codes[i] = DynamicCode.Nearest(scale == 0 ? 0 : part[i] / scale);
            }

            absmax = absmax[part.Length..];
            codes = codes[part.Length..];
        }

        return offset;
    }
}
