using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>Weights as 8-bit integers with one scale a row: value = code * scale, and scale = the row's largest magnitude / 127.</summary>
internal static class Int8Codec
{
    private const int ChunkSize = 256;
    private const int LargestCode = 127;

    /// <summary>Quantises rows.</summary>
    /// <param name="values">The rows, one after another. A number that is not finite makes the scale of its row not finite.</param>
    /// <param name="width">The length of a row.</param>
    /// <param name="codes">The codes, as many as there are values.</param>
    /// <param name="scales">One scale a row; 0 for a row of zeros.</param>
    public static void Quantise(ReadOnlySpan<float> values, int width, Span<sbyte> codes, Span<float> scales)
    {
        Span<float> chunk = stackalloc float[ChunkSize];
        for (int row = 0; row * (long)width < values.Length; row++)
        {
            ReadOnlySpan<float> weights = values.Slice(row * width, width);
            Span<sbyte> rounded = codes.Slice(row * width, width);
            float scale = MathF.Abs(TensorPrimitives.MaxMagnitude(weights)) / LargestCode;
            scales[row] = scale;
            if (scale == 0)
            {
                rounded.Clear();
                continue;
            }

            for (int at = 0; at < width; at += ChunkSize)
            {
                Span<float> part = chunk[..Math.Min(ChunkSize, width - at)];
                TensorPrimitives.Divide(weights.Slice(at, part.Length), scale, part);
                TensorPrimitives.Round(part, part);
                TensorPrimitives.ConvertSaturating(part, rounded.Slice(at, part.Length));
            }
        }
    }
}
