namespace Microsoft.ML.Nola.Basis;

/// <summary>
/// Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011).
/// Its output is a pure function of counter and key, so any number can be drawn at any time, in any order, on any thread.
/// </summary>
internal static class Philox
{
    /// <summary>The number of rounds. Ten is the published default; fewer give other numbers.</summary>
    internal const int Rounds = 10;

    /// <summary>Multiplies counter word 0.</summary>
    internal const uint Multiplier0 = 0xD2511F53;

    /// <summary>Multiplies counter word 2.</summary>
    internal const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Is added to key word 0 after each round (the golden ratio).</summary>
    internal const uint Weyl0 = 0x9E3779B9;

    /// <summary>Is added to key word 1 after each round (sqrt(3) - 1).</summary>
    internal const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four words for one counter.</summary>
    /// <param name="c0">Counter word 0.</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    /// <param name="key">The 64-bit key; its low half is key word 0.</param>
    internal static (uint W0, uint W1, uint W2, uint W3) Block(uint c0, uint c1, uint c2, uint c3, ulong key)
    {
        uint k0 = (uint)key;
        uint k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            unchecked
            {
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>The two key words of every round: word 0 and word 1 of round 0, then of round 1, and so on.</summary>
    /// <param name="key">The 64-bit key.</param>
    /// <param name="roundKeys">Receives 2 * <see cref="Rounds"/> words.</param>
    internal static void FillRoundKeys(ulong key, Span<uint> roundKeys)
    {
        uint k0 = (uint)key;
        uint k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            roundKeys[2 * round] = k0;
            roundKeys[(2 * round) + 1] = k1;
            unchecked
            {
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }
    }
}
