using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>
/// Products of a few rows with a weight of 8-bit codes. What bounds the generation of text is how fast weights are read from memory, so the codes are read
/// once for all rows and never widened in memory beyond four of the weight's rows.
/// </summary>
internal static class Int8Product
{
    private const int Lanes = 16;

    /// <summary>How far ahead memory is asked for the codes, in bytes: a page. Without it four rows of the weight at once read at less than half of memory's speed.</summary>
    private const int Ahead = 4096;

    /// <summary>Whether a weight of a width can be multiplied here.</summary>
    public static bool Takes(int width) => Vector512.IsHardwareAccelerated && width % Lanes == 0;

    /// <summary>Sets the output to input times the weight's transpose.</summary>
    /// <param name="input">The rows, [rows, width].</param>
    /// <param name="codes">The codes, [outputs, width].</param>
    /// <param name="scales">What a code of each output is multiplied by, [outputs].</param>
    /// <param name="output">The products, [rows, outputs].</param>
    public static void Multiply(ReadOnlySpan<float> input, ReadOnlySpan<sbyte> codes, ReadOnlySpan<float> scales, Span<float> output)
    {
        int outputs = scales.Length;
        int width = codes.Length / outputs;
        int rows = input.Length / width;
        float[] rented = ArrayPool<float>.Shared.Rent(TileProduct.Height * width);
        Span<float> tile = rented.AsSpan(0, TileProduct.Height * width);
        for (int first = 0; first < outputs; first += TileProduct.Height)
        {
            int count = Math.Min(TileProduct.Height, outputs - first);
            ReadOnlySpan<sbyte> part = codes.Slice(first * width, count * width);
            if (rows == 1 && count == TileProduct.Height)
            {
                One(ref MemoryMarshal.GetReference(input), ref MemoryMarshal.GetReference(part), width).CopyTo(output[first..]);
            }
            else
            {
                Widen(part, tile);
                TileProduct.Multiply(input, width, tile, output[first..], outputs, count);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
        Scale(output, scales);
    }

    private static void Scale(Span<float> output, ReadOnlySpan<float> scales)
    {
        for (Span<float> row = output; !row.IsEmpty; row = row[scales.Length..])
        {
            ref float values = ref MemoryMarshal.GetReference(row);
            ref float factors = ref MemoryMarshal.GetReference(scales);
            int i = 0;
            for (; i <= scales.Length - Lanes; i += Lanes)
            {
                (Vector512.LoadUnsafe(ref values, (nuint)i) * Vector512.LoadUnsafe(ref factors, (nuint)i)).StoreUnsafe(ref values, (nuint)i);
            }

            for (; i < scales.Length; i++)
            {
                row[i] *= scales[i];
            }
        }
    }

    /// <summary>One row: the codes go from memory into registers, in the same order of additions as from a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> One(ref float x, ref sbyte w0, int width)
    {
        ref sbyte w1 = ref Unsafe.Add(ref w0, width);
        ref sbyte w2 = ref Unsafe.Add(ref w1, width);
        ref sbyte w3 = ref Unsafe.Add(ref w2, width);
        Vector512<float> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i < (nuint)width; i += Lanes)
        {
            // Four lines of 16 codes are one line of memory.
            CodeVectors.Prefetch(ref Unsafe.As<sbyte, byte>(ref Unsafe.Add(ref w0, Ahead + (nint)(4 * i))));
            Vector512<float> v = Vector512.LoadUnsafe(ref x, i);
            a = Vector512.FusedMultiplyAdd(Load(ref w0, i), v, a);
            b = Vector512.FusedMultiplyAdd(Load(ref w1, i), v, b);
            c = Vector512.FusedMultiplyAdd(Load(ref w2, i), v, c);
            d = Vector512.FusedMultiplyAdd(Load(ref w3, i), v, d);
        }

        return TileProduct.Sums(a, b, c, d);
    }

    private static void Widen(ReadOnlySpan<sbyte> codes, Span<float> tile)
    {
        ref sbyte from = ref MemoryMarshal.GetReference(codes);
        ref float to = ref MemoryMarshal.GetReference(tile);
        for (nuint i = 0; i < (nuint)codes.Length; i += Lanes)
        {
            Load(ref from, i).StoreUnsafe(ref to, i);
        }

        tile[codes.Length..].Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(ref sbyte codes, nuint at) => CodeVectors.ToSingles(Vector128.LoadUnsafe(ref codes, at));
}
