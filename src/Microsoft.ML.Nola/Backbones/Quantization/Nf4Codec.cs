using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// 4-bit NormalFloat (QLoRA, arXiv 2305.14314): each of 16 codes stands for a quantile of a normal distribution, times the largest magnitude (absmax) of a
/// block of 64 weights. Blocks run through a weight row after row, so they run over the ends of rows whose length is no multiple of 64. Of two codes in a byte
/// the first has the high bits.
/// </summary>
internal static class Nf4Codec
{
    /// <summary>The weights of a block.</summary>
    public const int BlockSize = 64;

    /// <summary>The code of 0.</summary>
    private const byte ZeroCode = 7;

    private static readonly float[] Table =
    [
        -1f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f, -0.09105003625154495f, 0f,
        0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1f,
    ];

    // A number is above a midpoint if and only if it is above the largest float that is not.
    private static readonly float[] Thresholds =
        [.. Enumerable.Range(0, Table.Length - 1).Select(static i => RoundDown(((double)Table[i] + Table[i + 1]) / 2))];

    private static readonly float[] Pairs = [.. Enumerable.Range(0, 256).SelectMany(static packed => (float[])[Table[packed >> 4], Table[packed & 15]])];

    /// <summary>Gets what the codes stand for.</summary>
    public static ReadOnlySpan<float> Values => Table;

    /// <summary>Gets what the two codes of each byte stand for, [256, 2].</summary>
    public static ReadOnlySpan<float> PairValues => Pairs;

    /// <summary>Quantises weights that begin at a block.</summary>
    /// <param name="values">The weights. A number that is not finite makes the absmax of its block not finite.</param>
    /// <param name="packed">The codes, two a byte; of an odd number the last byte ends in the code of 0.</param>
    /// <param name="absmax">The largest magnitude of each block; the last block may be shorter.</param>
    public static void Quantise(ReadOnlySpan<float> values, Span<byte> packed, Span<float> absmax)
    {
        Span<float> scaled = stackalloc float[BlockSize];
        Span<int> codes = stackalloc int[BlockSize];
        for (int block = 0; !values.IsEmpty; block++)
        {
            ReadOnlySpan<float> weights = values[..Math.Min(BlockSize, values.Length)];
            Span<byte> bytes = packed[..((weights.Length + 1) / 2)];
            float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(weights));
            absmax[block] = largest;
            if (largest == 0)
            {
                bytes.Fill((ZeroCode << 4) | ZeroCode);
            }
            else
            {
                TensorPrimitives.Divide(weights, largest, scaled);
                CountBelow(scaled, codes);
                Pack(codes, bytes);
            }

            if (weights.Length % 2 != 0)
            {
                bytes[^1] = (byte)((bytes[^1] & 0xF0) | ZeroCode);
            }

            values = values[weights.Length..];
            packed = packed[bytes.Length..];
        }
    }

    /// <summary>The value of a weight before its block's absmax.</summary>
    public static float ValueAt(ReadOnlySpan<byte> packed, long index) => Table[index % 2 == 0 ? packed[(int)(index / 2)] >> 4 : packed[(int)(index / 2)] & 15];

    /// <summary>The values of a whole block of codes, times its absmax.</summary>
    /// <param name="packed">The codes, half as many bytes as there are values.</param>
    /// <param name="absmax">The block's absmax.</param>
    /// <param name="values">The values, an even number.</param>
    public static void DequantiseBlock(ReadOnlySpan<byte> packed, float absmax, Span<float> values)
    {
        ReadOnlySpan<long> pairs = MemoryMarshal.Cast<float, long>(Pairs.AsSpan());
        Span<long> into = MemoryMarshal.Cast<float, long>(values);
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = pairs[packed[i]];
        }

        TensorPrimitives.Multiply(values, absmax, values);
    }

    /// <summary>The code of each number: how many midpoints lie below it.</summary>
    private static void CountBelow(ReadOnlySpan<float> scaled, Span<int> codes)
    {
        for (int i = 0; i < scaled.Length; i += Vector<float>.Count)
        {
            var numbers = new Vector<float>(scaled[i..]);
            Vector<int> counts = Vector<int>.Zero;
            foreach (float threshold in Thresholds)
            {
                counts -= Vector.GreaterThan(numbers, new Vector<float>(threshold));
            }

            counts.CopyTo(codes[i..]);
        }
    }

    private static void Pack(ReadOnlySpan<int> codes, Span<byte> packed)
    {
        for (int i = 0; i < packed.Length; i++)
        {
            packed[i] = (byte)((codes[2 * i] << 4) | codes[(2 * i) + 1]);
        }
    }

    private static float RoundDown(double value) => (float)value <= value ? (float)value : MathF.BitDecrement((float)value);
}
