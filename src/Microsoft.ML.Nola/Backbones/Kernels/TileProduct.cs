using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Backbones.Kernels;

/// <summary>
/// Products of some rows with four rows of a weight that have been widened to float32. Each product is summed by 16 lanes in the order of the features,
/// whatever the number of rows: a row alone gives the same bits as a row among others.
/// </summary>
internal static class TileProduct
{
    /// <summary>The rows of the weight in a tile.</summary>
    public const int Height = 4;

    /// <summary>
    /// Beyond so many rows a dense copy of the weight pays: libtorch multiplies somewhat faster than this, and the copy takes as long as a few rows do. An
    /// estimate from the speed of both.
    /// </summary>
    public const int MostRows = 64;

    /// <summary>The products of rows with a tile.</summary>
    /// <param name="input">The rows, [rows, width].</param>
    /// <param name="width">The width, a multiple of 16.</param>
    /// <param name="tile">The weights, [4, width].</param>
    /// <param name="output">Where the product of the first row with the first weight goes; the others of a row follow it.</param>
    /// <param name="stride">From one row of the output to the next.</param>
    /// <param name="count">How many of the four weights count.</param>
    public static void Multiply(ReadOnlySpan<float> input, int width, ReadOnlySpan<float> tile, Span<float> output, int stride, int count)
    {
        Span<float> sums = stackalloc float[Height];
        ref float weights = ref MemoryMarshal.GetReference(tile);
        while (!input.IsEmpty)
        {
            if (count == Height && input.Length >= 4 * width)
            {
                Four(ref MemoryMarshal.GetReference(input), ref weights, width, output, stride);
                input = input[(4 * width)..];
                output = input.IsEmpty ? [] : output[(4 * stride)..];
            }
            else
            {
                One(ref MemoryMarshal.GetReference(input), ref weights, width).CopyTo(sums);
                sums[..count].CopyTo(output);
                input = input[width..];
                output = input.IsEmpty ? [] : output[stride..];
            }
        }
    }

    /// <summary>The sums of the lanes of four accumulators.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
        => Vector128.Create(Vector128.Sum(Quarter(a)), Vector128.Sum(Quarter(b)), Vector128.Sum(Quarter(c)), Vector128.Sum(Quarter(d)));

    private static Vector128<float> One(ref float x, ref float w0, int width)
    {
        ref float w1 = ref Unsafe.Add(ref w0, width);
        ref float w2 = ref Unsafe.Add(ref w1, width);
        ref float w3 = ref Unsafe.Add(ref w2, width);
        Vector512<float> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i < (nuint)width; i += 16)
        {
            Vector512<float> v = Vector512.LoadUnsafe(ref x, i);
            a = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w0, i), v, a);
            b = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w1, i), v, b);
            c = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w2, i), v, c);
            d = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref w3, i), v, d);
        }

        return Sums(a, b, c, d);
    }

    /// <summary>Sixteen products at once: as many accumulators as leave registers for what they are made of.</summary>
    private static void Four(ref float x0, ref float w0, int width, Span<float> output, int stride)
    {
        ref float x1 = ref Unsafe.Add(ref x0, width);
        ref float x2 = ref Unsafe.Add(ref x1, width);
        ref float x3 = ref Unsafe.Add(ref x2, width);
        ref float w1 = ref Unsafe.Add(ref w0, width);
        ref float w2 = ref Unsafe.Add(ref w1, width);
        ref float w3 = ref Unsafe.Add(ref w2, width);
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        Vector512<float> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        for (nuint i = 0; i < (nuint)width; i += 16)
        {
            Vector512<float> v0 = Vector512.LoadUnsafe(ref x0, i);
            Vector512<float> v1 = Vector512.LoadUnsafe(ref x1, i);
            Vector512<float> v2 = Vector512.LoadUnsafe(ref x2, i);
            Vector512<float> v3 = Vector512.LoadUnsafe(ref x3, i);
            Vector512<float> weight = Vector512.LoadUnsafe(ref w0, i);
            a0 = Vector512.FusedMultiplyAdd(weight, v0, a0);
            a1 = Vector512.FusedMultiplyAdd(weight, v1, a1);
            a2 = Vector512.FusedMultiplyAdd(weight, v2, a2);
            a3 = Vector512.FusedMultiplyAdd(weight, v3, a3);
            weight = Vector512.LoadUnsafe(ref w1, i);
            b0 = Vector512.FusedMultiplyAdd(weight, v0, b0);
            b1 = Vector512.FusedMultiplyAdd(weight, v1, b1);
            b2 = Vector512.FusedMultiplyAdd(weight, v2, b2);
            b3 = Vector512.FusedMultiplyAdd(weight, v3, b3);
            weight = Vector512.LoadUnsafe(ref w2, i);
            c0 = Vector512.FusedMultiplyAdd(weight, v0, c0);
            c1 = Vector512.FusedMultiplyAdd(weight, v1, c1);
            c2 = Vector512.FusedMultiplyAdd(weight, v2, c2);
            c3 = Vector512.FusedMultiplyAdd(weight, v3, c3);
            weight = Vector512.LoadUnsafe(ref w3, i);
            d0 = Vector512.FusedMultiplyAdd(weight, v0, d0);
            d1 = Vector512.FusedMultiplyAdd(weight, v1, d1);
            d2 = Vector512.FusedMultiplyAdd(weight, v2, d2);
            d3 = Vector512.FusedMultiplyAdd(weight, v3, d3);
        }

        Sums(a0, b0, c0, d0).CopyTo(output);
        Sums(a1, b1, c1, d1).CopyTo(output[stride..]);
        Sums(a2, b2, c2, d2).CopyTo(output[(2 * stride)..]);
        Sums(a3, b3, c3, d3).CopyTo(output[(3 * stride)..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Quarter(Vector512<float> lanes)
    {
        Vector256<float> half = lanes.GetLower() + lanes.GetUpper();
        return half.GetLower() + half.GetUpper();
    }
}
