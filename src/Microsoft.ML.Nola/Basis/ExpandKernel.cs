using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Basis;

/// <summary>Sums of bases, weighted by coefficients, over the elements of a tile.</summary>
/// <typeparam name="TWord">A register of 32-bit words.</typeparam>
/// <typeparam name="TWide">A register of 64-bit words.</typeparam>
/// <typeparam name="TLanes">The operations on them.</typeparam>
internal static unsafe class ExpandKernel<TWord, TWide, TLanes>
    where TWord : unmanaged
    where TWide : unmanaged
    where TLanes : struct, ILanes<TWord, TWide>
{
    /// <summary>
    /// One table for each four coefficients ("four Russians"): entry e is ((±a0 ±a1) ±a2) ±a3, bit b of e set meaning minus a_b.
    /// Coefficients that the last word of signs has no bases for count as 0.
    /// </summary>
    /// <param name="coefficients">At most 128.</param>
    /// <param name="tables">Receives 8 tables of 16 floats for each word of signs begun.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void BuildTables(ReadOnlySpan<float> coefficients, float* tables)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        uint* entries = stackalloc uint[16];
        for (uint e = 0; e < 16; e++)
        {
            entries[e] = e;
        }

        float* padded = stackalloc float[128];
        new Span<float>(padded, 128).Clear();
        coefficients.CopyTo(new Span<float>(padded, 128));
        int count = ((coefficients.Length + 31) / 32) * 32;
        for (int i = 0; i < count; i += 4)
        {
            TWord a0 = TLanes.Broadcast(BitConverter.SingleToUInt32Bits(padded[i]));
            TWord a1 = TLanes.Broadcast(BitConverter.SingleToUInt32Bits(padded[i + 1]));
            TWord a2 = TLanes.Broadcast(BitConverter.SingleToUInt32Bits(padded[i + 2]));
            TWord a3 = TLanes.Broadcast(BitConverter.SingleToUInt32Bits(padded[i + 3]));
            for (int e = 0; e < 16; e += step)
            {
                TWord bits = TLanes.Load(entries + e);
                TWord sum = TLanes.Add(TLanes.FlipSign(a0, TLanes.ShiftLeft(bits, 31)), TLanes.FlipSign(a1, TLanes.ShiftLeft(bits, 30)));
                sum = TLanes.Add(sum, TLanes.FlipSign(a2, TLanes.ShiftLeft(bits, 29)));
                sum = TLanes.Add(sum, TLanes.FlipSign(a3, TLanes.ShiftLeft(bits, 28)));
                TLanes.Store(sum, (uint*)(tables + (4 * i) + e));
            }
        }
    }

    /// <summary>Adds a Rademacher group to the sums: (chain 0 + chain 1) + (chain 2 + chain 3), one chain for each word of signs.</summary>
    /// <param name="words">The first of four planes of signs.</param>
    /// <param name="stride">The distance between planes.</param>
    /// <param name="wordCount">The number of words that bases need; the chains of the others are 0.</param>
    /// <param name="tables">What <see cref="BuildTables"/> wrote.</param>
    /// <param name="sums">The running sums.</param>
    /// <param name="length">The number of elements, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddSigned(uint* words, int stride, int wordCount, float* tables, float* sums, int length)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        TWord zero = TLanes.Broadcast(0);
        for (int n = 0; n < length; n += step)
        {
            uint* word = words + n;
            TWord chain0 = Chain(TLanes.Load(word), tables);
            TWord chain1 = wordCount > 1 ? Chain(TLanes.Load(word + stride), tables + 128) : zero;
            TWord chain2 = wordCount > 2 ? Chain(TLanes.Load(word + (2 * stride)), tables + 256) : zero;
            TWord chain3 = wordCount > 3 ? Chain(TLanes.Load(word + (3 * stride)), tables + 384) : zero;
            TWord sum = TLanes.Add(TLanes.Add(chain0, chain1), TLanes.Add(chain2, chain3));
            TLanes.Store(TLanes.Add(TLanes.Load((uint*)(sums + n)), sum), (uint*)(sums + n));
        }
    }

    /// <summary>Adds a uniform group to the sums: (a0 u0 + a1 u1) + (a2 u2 + a3 u3), every product rounded.</summary>
    /// <param name="entries">The first of four planes of entries.</param>
    /// <param name="stride">The distance between planes.</param>
    /// <param name="coefficients">At most four; those that are missing count as 0.</param>
    /// <param name="sums">The running sums.</param>
    /// <param name="length">The number of elements, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddUniform(uint* entries, int stride, ReadOnlySpan<float> coefficients, float* sums, int length)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        TWord a0 = Coefficient(coefficients, 0);
        TWord a1 = Coefficient(coefficients, 1);
        TWord a2 = Coefficient(coefficients, 2);
        TWord a3 = Coefficient(coefficients, 3);
        for (int n = 0; n < length; n += step)
        {
            uint* entry = entries + n;
            TWord lower = TLanes.Add(TLanes.Multiply(a0, TLanes.Load(entry)), TLanes.Multiply(a1, TLanes.Load(entry + stride)));
            TWord upper = TLanes.Add(
                TLanes.Multiply(a2, TLanes.Load(entry + (2 * stride))), TLanes.Multiply(a3, TLanes.Load(entry + (3 * stride))));
            TLanes.Store(TLanes.Add(TLanes.Load((uint*)(sums + n)), TLanes.Add(lower, upper)), (uint*)(sums + n));
        }
    }

    /// <summary>Turns words into uniform entries in place: (word >> 8) * 2^-23 - 1, exact.</summary>
    /// <param name="words">The words.</param>
    /// <param name="length">Their number, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToUniform(uint* words, int length)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        TWord unit = TLanes.Broadcast(BitConverter.SingleToUInt32Bits(1f / (1 << 23)));
        TWord minusOne = TLanes.Broadcast(BitConverter.SingleToUInt32Bits(-1f));
        for (int n = 0; n < length; n += step)
        {
            TWord value = TLanes.ToFloat(TLanes.ShiftRight(TLanes.Load(words + n), 8));
            TLanes.Store(TLanes.Add(TLanes.Multiply(value, unit), minusOne), words + n);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWord Chain(TWord word, float* tables)
    {
        TWord sum = TLanes.LookUp(tables, word);
        sum = TLanes.Add(sum, TLanes.LookUp(tables + 16, TLanes.ShiftRight(word, 4)));
        sum = TLanes.Add(sum, TLanes.LookUp(tables + 32, TLanes.ShiftRight(word, 8)));
        sum = TLanes.Add(sum, TLanes.LookUp(tables + 48, TLanes.ShiftRight(word, 12)));
        sum = TLanes.Add(sum, TLanes.LookUp(tables + 64, TLanes.ShiftRight(word, 16)));
        sum = TLanes.Add(sum, TLanes.LookUp(tables + 80, TLanes.ShiftRight(word, 20)));
        sum = TLanes.Add(sum, TLanes.LookUp(tables + 96, TLanes.ShiftRight(word, 24)));
        return TLanes.Add(sum, TLanes.LookUp(tables + 112, TLanes.ShiftRight(word, 28)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWord Coefficient(ReadOnlySpan<float> coefficients, int index) =>
        TLanes.Broadcast(index < coefficients.Length ? BitConverter.SingleToUInt32Bits(coefficients[index]) : 0);
}
