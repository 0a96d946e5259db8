using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Nola.Backbones.Kernels;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// Weights as integers of 4 or 5 bits in blocks of 32 with a step and a minimum each (asymmetric with group size 32; GGUF's Q4_1 and Q5_1):
/// value = code * step + minimum. Steps and minima are codes of 8 bits, and a row has a scale in bfloat16 for either: half a bit a weight and 4 bytes a row
/// besides. Blocks do not cross the ends of rows. Codes lie as in GGUF: two a byte, the low bits those of the first half of the block; then the fifth bits of all.
/// </summary>
internal static class BlockIntegerCodec
{
    /// <summary>The weights of a block; a row's last one may be shorter.</summary>
    public const int BlockSize = 32;

    /// <summary>A row's scales: of its steps and of its minima.</summary>
    public const int RowScales = 2;

    /// <summary>The bits of a code, at least.</summary>
    public const int FewBits = 4;

    /// <summary>The bits of a code, at most.</summary>
    public const int MoreBits = 5;

    private const int Half = BlockSize / 2;

    /// <summary>What weights on a grid lose at most: the square of a thousandth of a step each.</summary>
    private const float LostOnGrid = 1e-6f * BlockSize;

    /// <summary>The blocks of a row.</summary>
    public static int Blocks(int width) => (width + BlockSize - 1) / BlockSize;

    /// <summary>The bytes of a block's codes.</summary>
    public static int BlockBytes(int bits) => bits == FewBits ? FourBitCodes.Bytes : FiveBitCodes.Bytes;

    /// <summary>Quantises rows.</summary>
    /// <param name="bits">The bits of a code, 4 or 5.</param>
    /// <param name="values">The rows, one after another. A number that is not finite makes a scale of its row not finite.</param>
    /// <param name="width">The length of a row.</param>
    /// <param name="packed">The codes.</param>
    /// <param name="steps">The code of each block's step.</param>
    /// <param name="minima">The code of each block's minimum.</param>
    /// <param name="scales">What the codes of steps and minima are multiplied by, two a row, in bfloat16.</param>
    public static void Quantise(
        int bits, ReadOnlySpan<float> values, int width, Span<byte> packed, Span<byte> steps, Span<sbyte> minima, Span<ushort> scales)
    {
        (int blocks, int bytes) = (Blocks(width), BlockBytes(bits));
        int largest = (1 << bits) - 1;
        var exactSteps = new float[blocks];
        var exactMinima = new float[blocks];
        Span<float> weights = stackalloc float[BlockSize];
        for (; !values.IsEmpty; values = values[width..])
        {
            ReadOnlySpan<float> row = values[..width];
            for (int block = 0; block < blocks; block++)
            {
                Load(row, block, weights);
                (exactSteps[block], exactMinima[block]) = Range(weights, largest);
            }

            scales[0] = RoundUp(TensorPrimitives.Max(exactSteps) / byte.MaxValue);
            scales[1] = RoundUp(MathF.Abs(TensorPrimitives.MaxMagnitude(exactMinima)) / sbyte.MaxValue);
            (float stepScale, float minimumScale) = (ScaleOf(scales[0]), ScaleOf(scales[1]));
            for (int block = 0; block < blocks; block++)
            {
                steps[block] = exactSteps[block] > 0 ? (byte)Math.Clamp(MathF.Round(exactSteps[block] / stepScale), 1, byte.MaxValue) : (byte)0;
                minima[block] = minimumScale > 0 ? (sbyte)MathF.Round(exactMinima[block] / minimumScale) : (sbyte)0;
                Load(row, block, weights);
                Pack(weights, steps[block] * stepScale, minima[block] * minimumScale, largest, packed.Slice(block * bytes, bytes));
            }

            packed = packed[(blocks * bytes)..];
            steps = steps[blocks..];
            minima = minima[blocks..];
            scales = scales[RowScales..];
        }
    }

    /// <summary>
    /// Dequantises blocks. The product of a code and a step has no more bits than a float, so the weights are the same whether or not a machine fuses the
    /// multiplication and the addition.
    /// </summary>
    /// <param name="bits">The bits of a code.</param>
    /// <param name="packed">The codes.</param>
    /// <param name="steps">The step of each block.</param>
    /// <param name="minima">The minimum of each block.</param>
    /// <param name="values">Where the weights go; the last block may be shorter.</param>
    public static void Dequantise(int bits, ReadOnlySpan<byte> packed, ReadOnlySpan<float> steps, ReadOnlySpan<float> minima, Span<float> values)
    {
        if (bits == FewBits)
        {
            Dequantise<FourBitCodes>(packed, steps, minima, values);
        }
        else
        {
            Dequantise<FiveBitCodes>(packed, steps, minima, values);
        }
    }

    /// <summary>A scale in single precision.</summary>
    public static float ScaleOf(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    private static void Dequantise<TCodes>(ReadOnlySpan<byte> packed, ReadOnlySpan<float> steps, ReadOnlySpan<float> minima, Span<float> values)
        where TCodes : IBlockCodes
    {
        Span<float> whole = stackalloc float[BlockSize];
        for (int block = 0; !values.IsEmpty; block++)
        {
            Span<float> part = values[..Math.Min(BlockSize, values.Length)];
            TCodes.Load(ref MemoryMarshal.GetReference(packed.Slice(block * TCodes.Bytes, TCodes.Bytes)), out Vector512<float> low, out Vector512<float> high);
            var step = Vector512.Create(steps[block]);
            var minimum = Vector512.Create(minima[block]);
            Span<float> to = part.Length == BlockSize ? part : whole;
            Vector512.MultiplyAddEstimate(low, step, minimum).CopyTo(to);
            Vector512.MultiplyAddEstimate(high, step, minimum).CopyTo(to[Half..]);
            if (part.Length < BlockSize)
            {
                whole[..part.Length].CopyTo(part);
            }

            values = values[part.Length..];
        }
    }

    /// <summary>The next number in bfloat16 that is not smaller.</summary>
    private static ushort RoundUp(float scale) => (ushort)((BitConverter.SingleToUInt32Bits(scale) + 0xFFFF) >> 16);

    /// <summary>A block of a row. What a last block lacks is filled with its first weight, which leaves its range as it is.</summary>
    private static void Load(ReadOnlySpan<float> row, int block, Span<float> weights)
    {
        ReadOnlySpan<float> part = row[(block * BlockSize)..Math.Min(row.Length, (block + 1) * BlockSize)];
        weights.Fill(part[0]);
        part.CopyTo(weights);
    }

    /// <summary>
    /// The step and minimum with the least squared error: the range of the weights is cut into as many steps as the codes have, or down to half of them. Weights
    /// that come from integers of so many bits lie on a grid of which a block need not have the outermost codes; so the grid is found again, and nothing is
    /// rounded twice.
    /// </summary>
    private static (float Step, float Minimum) Range(ReadOnlySpan<float> weights, int largest)
    {
        float minimum = TensorPrimitives.Min(weights);
        float range = TensorPrimitives.Max(weights) - minimum;
        (float best, float least) = (range / largest, float.PositiveInfinity);
        for (int count = largest; count > largest / 2 && range > 0; count--)
        {
            float step = range / count;
            float error = Error(weights, minimum, step);
            if (error < least)
            {
                (best, least) = (step, error);
            }

            if (error <= LostOnGrid * step * step)
            {
                break;
            }
        }

        return (best, minimum);
    }

    private static float Error(ReadOnlySpan<float> weights, float minimum, float step)
    {
        var offset = new Vector<float>(minimum);
        var inverse = new Vector<float>(1 / step);
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> vector in MemoryMarshal.Cast<float, Vector<float>>(weights))
        {
            Vector<float> code = (vector - offset) * inverse;
            Vector<float> lost = code - Vector.Round(code);
            sum += lost * lost;
        }

        return Vector.Sum(sum) * step * step;
    }

    private static void Pack(ReadOnlySpan<float> weights, float step, float minimum, int largest, Span<byte> block)
    {
        float inverse = step > 0 ? 1 / step : 0;
        uint fifth = 0;
        for (int i = 0; i < Half; i++)
        {
            (uint first, uint second) = (Code(weights[i]), Code(weights[i + Half]));
            block[i] = (byte)((first & 15) | (second << 4));
            fifth |= ((first >> 4) << i) | ((second >> 4) << (i + Half));
        }

        if (block.Length > Half)
        {
            MemoryMarshal.Write(block[Half..], fifth);
        }

        uint Code(float weight) => (uint)Math.Clamp(MathF.Round((weight - minimum) * inverse), 0, largest);
    }
}
