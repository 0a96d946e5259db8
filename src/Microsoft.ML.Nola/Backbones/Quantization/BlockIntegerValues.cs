using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Nola.Backbones.Kernels;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>A weight of integers in blocks where it lies in memory (<see cref="BlockIntegerCodec"/>).</summary>
/// <param name="bits">The bits of a code.</param>
/// <param name="width">The length of a row.</param>
/// <param name="packed">The codes.</param>
/// <param name="steps">The code of each block's step.</param>
/// <param name="minima">The code of each block's minimum.</param>
/// <param name="scales">The scales of both, two a row.</param>
internal readonly ref struct BlockIntegerValues(
    int bits, int width, ReadOnlySpan<byte> packed, ReadOnlySpan<byte> steps, ReadOnlySpan<sbyte> minima, ReadOnlySpan<ushort> scales)
{
    private readonly ReadOnlySpan<byte> _packed = packed;
    private readonly ReadOnlySpan<byte> _steps = steps;
    private readonly ReadOnlySpan<sbyte> _minima = minima;
    private readonly ReadOnlySpan<ushort> _scales = scales;

    /// <summary>The bits of a code.</summary>
    public int Bits { get; } = bits;

    /// <summary>The length of a row.</summary>
    public int Width { get; } = width;

    /// <summary>The number of rows.</summary>
    public int Rows { get; } = scales.Length / BlockIntegerCodec.RowScales;

    /// <summary>The blocks of a row.</summary>
    public int Blocks { get; } = BlockIntegerCodec.Blocks(width);

    /// <summary>The codes of some rows.</summary>
    public ReadOnlySpan<byte> PackedOf(int first, int count)
    {
        int bytes = Blocks * BlockIntegerCodec.BlockBytes(Bits);
        return _packed.Slice(first * bytes, count * bytes);
    }

    /// <summary>Copies the steps and minima of a row's blocks.</summary>
    /// <param name="row">The row.</param>
    /// <param name="steps">Where the steps go.</param>
    /// <param name="minima">Where the minima go.</param>
    public void CopyBlocks(int row, Span<float> steps, Span<float> minima)
    {
        ref byte stepCodes = ref MemoryMarshal.GetReference(_steps.Slice(row * Blocks, Blocks));
        ref sbyte minimumCodes = ref MemoryMarshal.GetReference(_minima.Slice(row * Blocks, Blocks));
        (float stepScale, float minimumScale) = (ScaleAt(row, 0), ScaleAt(row, 1));
        int block = 0;
        for (; block <= Blocks - Vector512<float>.Count; block += Vector512<float>.Count)
        {
            (CodeVectors.ToSingles(Vector128.LoadUnsafe(ref stepCodes, (nuint)block)) * stepScale).CopyTo(steps[block..]);
            (CodeVectors.ToSingles(Vector128.LoadUnsafe(ref minimumCodes, (nuint)block)) * minimumScale).CopyTo(minima[block..]);
        }

        for (; block < Blocks; block++)
        {
            steps[block] = _steps[(row * Blocks) + block] * stepScale;
            minima[block] = _minima[(row * Blocks) + block] * minimumScale;
        }
    }

    /// <summary>Dequantises rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="values">Where they go, one after another.</param>
    public void Dequantise(int first, Span<float> values)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(2 * Blocks);
        Span<float> rowSteps = rented.AsSpan(0, Blocks);
        Span<float> rowMinima = rented.AsSpan(Blocks, Blocks);
        for (int row = first; !values.IsEmpty; row++, values = values[Width..])
        {
            CopyBlocks(row, rowSteps, rowMinima);
            BlockIntegerCodec.Dequantise(Bits, PackedOf(row, 1), rowSteps, rowMinima, values[..Width]);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private float ScaleAt(int row, int at) => BlockIntegerCodec.ScaleOf(_scales[(BlockIntegerCodec.RowScales * row) + at]);
}
