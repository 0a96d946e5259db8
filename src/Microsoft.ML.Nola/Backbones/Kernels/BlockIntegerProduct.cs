using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.Nola.Backbones.Quantization;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>Products of a few rows with a weight of integers of 4 or 5 bits in blocks of 32 with a step and a minimum each.</summary>
internal static class BlockIntegerProduct
{
    private const int Lanes = 16;

    /// <summary>How far ahead memory is asked for the codes, in bytes.</summary>
    private const int Ahead = 2048;

    /// <summary>Whether a weight of a width can be multiplied here.</summary>
    public static bool Takes(int width) => Vector512.IsHardwareAccelerated && width % BlockIntegerCodec.BlockSize == 0;

    /// <summary>Sets the output to input times the weight's transpose.</summary>
    /// <param name="input">The rows, [rows, width].</param>
    /// <param name="weight">The weight, [outputs, width].</param>
    /// <param name="output">The products, [rows, outputs].</param>
    public static void Multiply(ReadOnlySpan<float> input, BlockIntegerValues weight, Span<float> output)
    {
        if (weight.Bits == BlockIntegerCodec.FewBits)
        {
            Multiply<FourBitCodes>(input, weight, output);
        }
        else
        {
            Multiply<FiveBitCodes>(input, weight, output);
        }
    }

    private static void Multiply<TCodes>(ReadOnlySpan<float> input, BlockIntegerValues weight, Span<float> output)
        where TCodes : IBlockCodes
    {
        (int outputs, int width, int blocks) = (weight.Rows, weight.Width, weight.Blocks);
        bool isOne = input.Length == width;
        float[] rented = ArrayPool<float>.Shared.Rent(TileProduct.Height * (width + (2 * blocks)));
        Span<float> tile = rented.AsSpan(0, TileProduct.Height * width);
        Span<float> steps = rented.AsSpan(tile.Length, TileProduct.Height * blocks);
        Span<float> minima = rented.AsSpan(tile.Length + steps.Length, TileProduct.Height * blocks);
        for (int first = 0; first < outputs; first += TileProduct.Height)
        {
            int count = Math.Min(TileProduct.Height, outputs - first);
            for (int i = 0; i < count; i++)
            {
                weight.CopyBlocks(first + i, steps.Slice(i * blocks, blocks), minima.Slice(i * blocks, blocks));
            }

            ReadOnlySpan<byte> packed = weight.PackedOf(first, count);
            if (isOne && count == TileProduct.Height)
            {
                One<TCodes>(
                    ref MemoryMarshal.GetReference(input),
                    ref MemoryMarshal.GetReference(packed),
                    ref MemoryMarshal.GetReference(steps),
                    ref MemoryMarshal.GetReference(minima),
                    blocks).CopyTo(output[first..]);
            }
            else
            {
                BlockIntegerCodec.Dequantise(weight.Bits, packed, steps, minima, tile[..(count * width)]);
                tile[(count * width)..].Clear();
                TileProduct.Multiply(input, width, tile, output[first..], outputs, count);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>One row with four of the weight's, in the same order of operations as from a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> One<TCodes>(ref float x, ref byte packed, ref float steps, ref float minima, int blocks)
        where TCodes : IBlockCodes
    {
        nint bytes = (nint)blocks * TCodes.Bytes;
        Vector512<float> a = default, b = default, c = default, d = default;
        for (nint block = 0; block < blocks; block++)
        {
            // A block of each of the four rows is about as much as a line of memory.
            CodeVectors.Prefetch(ref Unsafe.Add(ref packed, Ahead + (block * TileProduct.Height * TCodes.Bytes)));
            Vector512<float> first = Vector512.LoadUnsafe(ref x, (nuint)(block * BlockIntegerCodec.BlockSize));
            Vector512<float> second = Vector512.LoadUnsafe(ref x, (nuint)((block * BlockIntegerCodec.BlockSize) + Lanes));
            ref byte codes = ref Unsafe.Add(ref packed, block * TCodes.Bytes);
            ref float step = ref Unsafe.Add(ref steps, block);
            ref float minimum = ref Unsafe.Add(ref minima, block);
            a = Add<TCodes>(a, ref codes, step, minimum, first, second);
            b = Add<TCodes>(b, ref Unsafe.Add(ref codes, bytes), Unsafe.Add(ref step, blocks), Unsafe.Add(ref minimum, blocks), first, second);
            c = Add<TCodes>(c, ref Unsafe.Add(ref codes, 2 * bytes), Unsafe.Add(ref step, 2 * blocks), Unsafe.Add(ref minimum, 2 * blocks), first, second);
            d = Add<TCodes>(d, ref Unsafe.Add(ref codes, 3 * bytes), Unsafe.Add(ref step, 3 * blocks), Unsafe.Add(ref minimum, 3 * blocks), first, second);
        }

        return TileProduct.Sums(a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add<TCodes>(
        Vector512<float> sum, ref byte block, float step, float minimum, Vector512<float> first, Vector512<float> second)
        where TCodes : IBlockCodes
    {
        TCodes.Load(ref block, out Vector512<float> low, out Vector512<float> high);
        Vector512<float> steps = Vector512.Create(step);
        Vector512<float> minima = Vector512.Create(minimum);
        sum = Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(low, steps, minima), first, sum);
        return Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(high, steps, minima), second, sum);
    }
}
