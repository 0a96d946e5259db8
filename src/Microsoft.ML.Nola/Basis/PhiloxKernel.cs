using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Basis;

/// <summary>Philox over the elements of a tile, a register of counters at a time.</summary>
/// <typeparam name="TWord">A register of 32-bit words.</typeparam>
/// <typeparam name="TWide">A register of 64-bit words.</typeparam>
/// <typeparam name="TLanes">The operations on them.</typeparam>
internal static unsafe class PhiloxKernel<TWord, TWide, TLanes>
    where TWord : unmanaged
    where TWide : unmanaged
    where TLanes : struct, ILanes<TWord, TWide>
{
    /// <summary>Draws the four words of every element of the tile that <see cref="TileScratch.LocateTile"/> wrote.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="purpose">Basis or offset.</param>
    /// <param name="group">The basis group.</param>
    /// <param name="length">The number of elements, a multiple of 16.</param>
    /// <param name="scratch">Holds the counters and receives the words.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Draw(in BasisSpec spec, uint purpose, int group, int length, in TileScratch scratch)
    {
        int half = Unsafe.SizeOf<TWide>() / sizeof(ulong);
        uint* keys = stackalloc uint[2 * Philox.Rounds];
        Philox.FillRoundKeys(spec.Seed, new Span<uint>(keys, 2 * Philox.Rounds));
        uint* columns = scratch.Columns;
        uint* rows = scratch.Rows;
        uint* plane0 = scratch.Words;
        uint* plane1 = plane0 + scratch.Stride;
        uint* plane2 = plane1 + scratch.Stride;
        uint* plane3 = plane2 + scratch.Stride;

        TWide groups = TLanes.BroadcastWide((uint)group);
        TWide zero = TLanes.BroadcastWide(0);
        TWide stream = TLanes.BroadcastWide(spec.Stream);
        TWide tag = TLanes.BroadcastWide((purpose << 8) | BasisSpec.Version);
        TWide multiplier0 = TLanes.BroadcastWide(Philox.Multiplier0);
        TWide multiplier1 = TLanes.BroadcastWide(Philox.Multiplier1);

        // Two registers at a time hide the latency of the multiplications, and their lower halves fill one register of words.
        for (int n = 0; n < length; n += 2 * half)
        {
            TWide a0 = TLanes.LoadWide(columns + n);
            TWide b0 = TLanes.LoadWide(columns + n + half);
            TWide a1 = TLanes.Xor(TLanes.LoadWide(rows + n), groups, zero);
            TWide b1 = TLanes.Xor(TLanes.LoadWide(rows + n + half), groups, zero);
            TWide a2 = stream;
            TWide b2 = stream;
            TWide a3 = tag;
            TWide b3 = tag;
            for (int round = 0; round < 2 * Philox.Rounds; round += 2)
            {
                TWide key0 = TLanes.BroadcastWide(keys[round]);
                TWide key1 = TLanes.BroadcastWide(keys[round + 1]);
                Round(ref a0, ref a1, ref a2, ref a3, multiplier0, multiplier1, key0, key1);
                Round(ref b0, ref b1, ref b2, ref b3, multiplier0, multiplier1, key0, key1);
            }

            TLanes.StoreLowerHalves(a0, b0, plane0 + n);
            TLanes.StoreLowerHalves(a1, b1, plane1 + n);
            TLanes.StoreLowerHalves(a2, b2, plane2 + n);
            TLanes.StoreLowerHalves(a3, b3, plane3 + n);
        }
    }

    // The upper halves of the state hold leftovers of the products. Nothing reads them: a product takes lower halves only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref TWide c0, ref TWide c1, ref TWide c2, ref TWide c3, TWide multiplier0, TWide multiplier1, TWide key0, TWide key1)
    {
        TWide product0 = TLanes.MultiplyWide(c0, multiplier0);
        TWide product1 = TLanes.MultiplyWide(c2, multiplier1);
        c0 = TLanes.Xor(TLanes.UpperHalf(product1), c1, key0);
        c2 = TLanes.Xor(TLanes.UpperHalf(product0), c3, key1);
        c1 = product1;
        c3 = product0;
    }
}
