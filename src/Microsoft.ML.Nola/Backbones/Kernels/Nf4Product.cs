using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>
/// Products of a few rows with a weight of packed 4-bit codes in blocks of 64 (NF4). Sixteen integers of eight codes each are looked up eight times, shifted
/// by four bits in between; since that takes every eighth feature of a group of 128, the rows are put into that order once.
/// </summary>
internal static class Nf4Product
{
    /// <summary>The features of a block, which share a scale.</summary>
    public const int Block = 64;

    private const int Group = 2 * Block;
    private const int Lanes = 16;


    /// <summary>Whether a weight of a width can be multiplied here.</summary>
    public static bool Takes(int width) => Avx512F.IsSupported && width % Block == 0;

    /// <summary>Sets the output to input times the weight's transpose.</summary>
    /// <param name="input">The rows, [rows, width].</param>
    /// <param name="packed">The codes, two a byte, [outputs, width / 2].</param>
    /// <param name="scales">The largest magnitude of each block, [outputs, width / 64].</param>
    /// <param name="table">The value of each of the 16 codes.</param>
    /// <param name="width">The width.</param>
    /// <param name="output">The products, [rows, outputs].</param>
    public static void Multiply(
        ReadOnlySpan<float> input, ReadOnlySpan<byte> packed, ReadOnlySpan<float> scales, ReadOnlySpan<float> table, int width, Span<float> output)
    {
        int outputs = packed.Length * 2 / width;
        int rows = input.Length / width;
        int padded = (width + Group - 1) / Group * Group;
        float[] rented = ArrayPool<float>.Shared.Rent((rows + TileProduct.Height) * padded);
        Span<float> ordered = rented.AsSpan(0, rows * padded);
        Span<float> tile = rented.AsSpan(rows * padded, TileProduct.Height * padded);
        Order(input, width, ordered, padded);
        Vector512<float> values = Vector512.Create(table);
        for (int first = 0; first < outputs; first += TileProduct.Height)
        {
            int count = Math.Min(TileProduct.Height, outputs - first);
            if (rows == 1 && count == TileProduct.Height)
            {
                One(
                    ref MemoryMarshal.GetReference(ordered),
                    ref MemoryMarshal.GetReference(packed.Slice(first * (width / 2), 2 * width)),
                    scales.Slice(first * (width / Block), TileProduct.Height * (width / Block)),
                    values,
                    width).CopyTo(output[first..]);
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                Decode(
                    packed.Slice((first + i) * (width / 2), width / 2),
                    scales.Slice((first + i) * (width / Block), width / Block),
                    values,
                    tile.Slice(i * padded, padded));
            }

            TileProduct.Multiply(ordered, padded, tile, output[first..], outputs, count);
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>One row with four of the weight's, in the same order of operations as from a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> One(ref float x, ref byte packed, ReadOnlySpan<float> scales, Vector512<float> values, int width)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        int blocks = width / Block;
        int bytes = width / 2;
        ref float s = ref MemoryMarshal.GetReference(scales);
        int block = 0;
        for (; block + 2 <= blocks; block += 2)
        {
            ref float features = ref Unsafe.Add(ref x, block * Block);
            ref byte codes = ref Unsafe.Add(ref packed, block * (Block / 2));
            a = Add(a, Whole(ref codes), Scales(ref s, block), values, ref features);
            b = Add(b, Whole(ref Unsafe.Add(ref codes, bytes)), Scales(ref s, block + blocks), values, ref features);
            c = Add(c, Whole(ref Unsafe.Add(ref codes, 2 * bytes)), Scales(ref s, block + (2 * blocks)), values, ref features);
            d = Add(d, Whole(ref Unsafe.Add(ref codes, 3 * bytes)), Scales(ref s, block + (3 * blocks)), values, ref features);
        }

        if (block < blocks)
        {
            ref float features = ref Unsafe.Add(ref x, block * Block);
            ref byte codes = ref Unsafe.Add(ref packed, block * (Block / 2));
            a = Add(a, Half(ref codes), LastScale(ref s, block), values, ref features);
            b = Add(b, Half(ref Unsafe.Add(ref codes, bytes)), LastScale(ref s, block + blocks), values, ref features);
            c = Add(c, Half(ref Unsafe.Add(ref codes, 2 * bytes)), LastScale(ref s, block + (2 * blocks)), values, ref features);
            d = Add(d, Half(ref Unsafe.Add(ref codes, 3 * bytes)), LastScale(ref s, block + (3 * blocks)), values, ref features);
        }

        return TileProduct.Sums(a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> sum, Vector512<int> integers, Vector512<float> scale, Vector512<float> values, ref float x)
    {
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 4) * scale, Vector512.LoadUnsafe(ref x), sum);
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 0) * scale, Vector512.LoadUnsafe(ref x, 16), sum);
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 12) * scale, Vector512.LoadUnsafe(ref x, 32), sum);
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 8) * scale, Vector512.LoadUnsafe(ref x, 48), sum);
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 20) * scale, Vector512.LoadUnsafe(ref x, 64), sum);
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 16) * scale, Vector512.LoadUnsafe(ref x, 80), sum);
        sum = Vector512.FusedMultiplyAdd(Look(values, integers, 28) * scale, Vector512.LoadUnsafe(ref x, 96), sum);
        return Vector512.FusedMultiplyAdd(Look(values, integers, 24) * scale, Vector512.LoadUnsafe(ref x, 112), sum);
    }

    /// <summary>The values of sixteen codes. The look-up sees the lowest four bits of each integer; the first feature of a byte has its high half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Look(Vector512<float> values, Vector512<int> integers, [ConstantExpected] byte shift)
        => Avx512F.PermuteVar16x32(values, shift == 0 ? integers : Avx512F.ShiftRightLogical(integers, shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Whole(ref byte codes) => Vector512.LoadUnsafe(ref codes).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Half(ref byte codes) => Vector256.LoadUnsafe(ref codes).AsInt32().ToVector512();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Scales(ref float scales, int block)
        => Vector512.Create(Vector256.Create(Unsafe.Add(ref scales, block)), Vector256.Create(Unsafe.Add(ref scales, block + 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LastScale(ref float scales, int block) => Vector256.Create(Unsafe.Add(ref scales, block)).ToVector512();

    /// <summary>Puts features into the order in which codes are looked up. What a last half group lacks is zero.</summary>
    private static void Order(ReadOnlySpan<float> input, int width, Span<float> ordered, int padded)
    {
        for (; !input.IsEmpty; input = input[width..], ordered = ordered[padded..])
        {
            for (int group = 0; group < padded; group += Group)
            {
                for (int j = 0; j < Group; j++)
                {
                    int feature = group + (j % Lanes * 8) + (j / Lanes);
                    ordered[group + j] = feature < width ? input[feature] : 0;
                }
            }
        }
    }

    /// <summary>A row of the weight in that order.</summary>
    private static void Decode(ReadOnlySpan<byte> packed, ReadOnlySpan<float> scales, Vector512<float> values, Span<float> decoded)
    {
        ref byte codes = ref MemoryMarshal.GetReference(packed);
        ref float to = ref MemoryMarshal.GetReference(decoded);
        ref float s = ref MemoryMarshal.GetReference(scales);
        int block = 0;
        for (; block + 2 <= scales.Length; block += 2)
        {
            Store(Whole(ref Unsafe.Add(ref codes, block * (Block / 2))), Scales(ref s, block), values, ref Unsafe.Add(ref to, block * Block));
        }

        if (block < scales.Length)
        {
            Store(Half(ref Unsafe.Add(ref codes, block * (Block / 2))), LastScale(ref s, block), values, ref Unsafe.Add(ref to, block * Block));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<int> integers, Vector512<float> scale, Vector512<float> values, ref float to)
    {
        (Look(values, integers, 4) * scale).StoreUnsafe(ref to);
        (Look(values, integers, 0) * scale).StoreUnsafe(ref to, 16);
        (Look(values, integers, 12) * scale).StoreUnsafe(ref to, 32);
        (Look(values, integers, 8) * scale).StoreUnsafe(ref to, 48);
        (Look(values, integers, 20) * scale).StoreUnsafe(ref to, 64);
        (Look(values, integers, 16) * scale).StoreUnsafe(ref to, 80);
        (Look(values, integers, 28) * scale).StoreUnsafe(ref to, 96);
        (Look(values, integers, 24) * scale).StoreUnsafe(ref to, 112);
    }
}
