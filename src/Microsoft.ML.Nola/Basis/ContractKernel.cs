using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Basis;

/// <summary>
/// Inner products of bases with a gradient over the elements of a tile. Whatever the width of the registers there are 16 lanes: lane j sums the elements
/// 16 m + j in ascending m. A narrower register serves the lanes in several passes.
/// </summary>
/// <typeparam name="TWord">A register of 32-bit words.</typeparam>
/// <typeparam name="TWide">A register of 64-bit words.</typeparam>
/// <typeparam name="TLanes">The operations on them.</typeparam>
internal static unsafe class ContractKernel<TWord, TWide, TLanes>
    where TWord : unmanaged
    where TWide : unmanaged
    where TLanes : struct, ILanes<TWord, TWide>
{
    /// <summary>The lanes of eight Rademacher bases, whose signs are eight neighbouring bits of each word.</summary>
    /// <param name="words">A plane of signs.</param>
    /// <param name="octet">Which byte of the word, 0 to 3.</param>
    /// <param name="gradient">The gradient, 0 beyond its end.</param>
    /// <param name="length">The number of elements, a multiple of 16.</param>
    /// <param name="lanes">Receives [8, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SumSigned(uint* words, int octet, float* gradient, int length, float* lanes)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        int shift = 24 - (8 * octet);
        for (int slot = 0; slot < BasisSpec.Lanes; slot += step)
        {
            TWord sum0 = TLanes.Broadcast(0);
            TWord sum1 = sum0;
            TWord sum2 = sum0;
            TWord sum3 = sum0;
            TWord sum4 = sum0;
            TWord sum5 = sum0;
            TWord sum6 = sum0;
            TWord sum7 = sum0;
            for (int n = slot; n < length; n += BasisSpec.Lanes)
            {
                TWord value = TLanes.Load((uint*)(gradient + n));
                TWord word = TLanes.ShiftLeft(TLanes.Load(words + n), shift);
                sum7 = TLanes.Add(sum7, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum6 = TLanes.Add(sum6, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum5 = TLanes.Add(sum5, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum4 = TLanes.Add(sum4, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum3 = TLanes.Add(sum3, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum2 = TLanes.Add(sum2, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum1 = TLanes.Add(sum1, TLanes.FlipSign(value, word));
                word = TLanes.AddWords(word, word);
                sum0 = TLanes.Add(sum0, TLanes.FlipSign(value, word));
            }

            uint* lane = (uint*)(lanes + slot);
            TLanes.Store(sum0, lane);
            TLanes.Store(sum1, lane + 16);
            TLanes.Store(sum2, lane + 32);
            TLanes.Store(sum3, lane + 48);
            TLanes.Store(sum4, lane + 64);
            TLanes.Store(sum5, lane + 80);
            TLanes.Store(sum6, lane + 96);
            TLanes.Store(sum7, lane + 112);
        }
    }

    /// <summary>
    /// The lanes of four Rademacher bases with each of three gradients: a basis is shifted into place once for all three. More gradients would save little
    /// more, and want more registers than there are.
    /// </summary>
    /// <param name="words">A plane of signs.</param>
    /// <param name="nibble">Which four bits of the word, 0 to 7.</param>
    /// <param name="gradients">The first of three planes of gradients, 0 beyond their ends.</param>
    /// <param name="stride">The distance between planes.</param>
    /// <param name="length">The number of elements, a multiple of 16.</param>
    /// <param name="lanes">Receives [3, 4, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SumSignedOfThree(uint* words, int nibble, float* gradients, int stride, int length, float* lanes)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        int shift = 28 - (4 * nibble);
        for (int slot = 0; slot < BasisSpec.Lanes; slot += step)
        {
            TWord first0 = TLanes.Broadcast(0);
            TWord first1 = first0;
            TWord first2 = first0;
            TWord first3 = first0;
            TWord second0 = first0;
            TWord second1 = first0;
            TWord second2 = first0;
            TWord second3 = first0;
            TWord third0 = first0;
            TWord third1 = first0;
            TWord third2 = first0;
            TWord third3 = first0;
            for (int n = slot; n < length; n += BasisSpec.Lanes)
            {
                uint* gradient = (uint*)(gradients + n);
                TWord first = TLanes.Load(gradient);
                TWord second = TLanes.Load(gradient + stride);
                TWord third = TLanes.Load(gradient + (2 * stride));
                TWord word = TLanes.ShiftLeft(TLanes.Load(words + n), shift);
                first3 = TLanes.Add(first3, TLanes.FlipSign(first, word));
                second3 = TLanes.Add(second3, TLanes.FlipSign(second, word));
                third3 = TLanes.Add(third3, TLanes.FlipSign(third, word));
                word = TLanes.AddWords(word, word);
                first2 = TLanes.Add(first2, TLanes.FlipSign(first, word));
                second2 = TLanes.Add(second2, TLanes.FlipSign(second, word));
                third2 = TLanes.Add(third2, TLanes.FlipSign(third, word));
                word = TLanes.AddWords(word, word);
                first1 = TLanes.Add(first1, TLanes.FlipSign(first, word));
                second1 = TLanes.Add(second1, TLanes.FlipSign(second, word));
                third1 = TLanes.Add(third1, TLanes.FlipSign(third, word));
                word = TLanes.AddWords(word, word);
                first0 = TLanes.Add(first0, TLanes.FlipSign(first, word));
                second0 = TLanes.Add(second0, TLanes.FlipSign(second, word));
                third0 = TLanes.Add(third0, TLanes.FlipSign(third, word));
            }

            uint* lane = (uint*)(lanes + slot);
            TLanes.Store(first0, lane);
            TLanes.Store(first1, lane + 16);
            TLanes.Store(first2, lane + 32);
            TLanes.Store(first3, lane + 48);
            TLanes.Store(second0, lane + 64);
            TLanes.Store(second1, lane + 80);
            TLanes.Store(second2, lane + 96);
            TLanes.Store(second3, lane + 112);
            TLanes.Store(third0, lane + 128);
            TLanes.Store(third1, lane + 144);
            TLanes.Store(third2, lane + 160);
            TLanes.Store(third3, lane + 176);
        }
    }

    /// <summary>The lanes of four uniform bases. Every product is rounded before it is added.</summary>
    /// <param name="entries">The first of four planes of entries.</param>
    /// <param name="stride">The distance between planes.</param>
    /// <param name="gradient">The gradient, 0 beyond its end.</param>
    /// <param name="length">The number of elements, a multiple of 16.</param>
    /// <param name="lanes">Receives [4, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SumUniform(uint* entries, int stride, float* gradient, int length, float* lanes)
    {
        int step = Unsafe.SizeOf<TWord>() / sizeof(uint);
        for (int slot = 0; slot < BasisSpec.Lanes; slot += step)
        {
            TWord sum0 = TLanes.Broadcast(0);
            TWord sum1 = sum0;
            TWord sum2 = sum0;
            TWord sum3 = sum0;
            for (int n = slot; n < length; n += BasisSpec.Lanes)
            {
                uint* entry = entries + n;
                TWord value = TLanes.Load((uint*)(gradient + n));
                sum0 = TLanes.Add(sum0, TLanes.Multiply(TLanes.Load(entry), value));
                sum1 = TLanes.Add(sum1, TLanes.Multiply(TLanes.Load(entry + stride), value));
                sum2 = TLanes.Add(sum2, TLanes.Multiply(TLanes.Load(entry + (2 * stride)), value));
                sum3 = TLanes.Add(sum3, TLanes.Multiply(TLanes.Load(entry + (3 * stride)), value));
            }

            uint* lane = (uint*)(lanes + slot);
            TLanes.Store(sum0, lane);
            TLanes.Store(sum1, lane + 16);
            TLanes.Store(sum2, lane + 32);
            TLanes.Store(sum3, lane + 48);
        }
    }

    /// <summary>Adds up 16 lanes in a fixed tree: lane j + lane (j + 8), then + 4, + 2, + 1.</summary>
    /// <param name="lanes">The lanes.</param>
    internal static float Reduce(float* lanes)
    {
        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> four = (Vector128.Load(lanes) + Vector128.Load(lanes + 8)) + (Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12));
            Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
            return two.GetElement(0) + two.GetElement(1);
        }

        Span<float> tree = stackalloc float[BasisSpec.Lanes];
        new ReadOnlySpan<float>(lanes, BasisSpec.Lanes).CopyTo(tree);
        for (int width = BasisSpec.Lanes / 2; width > 0; width /= 2)
        {
            for (int j = 0; j < width; j++)
            {
                tree[j] += tree[j + width];
            }
        }

        return tree[0];
    }
}
