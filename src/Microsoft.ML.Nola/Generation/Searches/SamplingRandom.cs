using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>The random numbers of sampling, each a function of (seed, row, position): how rows are batched changes none.</summary>
internal static class SamplingRandom
{
    // A counter word of its own, apart from those of the basis (0 and 1), LoRA's start (2) and training (3 and 4).
    private const uint Purpose = 5u << 8 | 1;

    /// <summary>A number from 0 to below 1.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="row">The number of the row among all rows that are generated.</param>
    /// <param name="position">The number of the new token.</param>
    public static double Draw(int seed, long row, int position)
    {
        var block = Philox.Block((uint)position, (uint)row, (uint)(row >> 32), Purpose, (uint)seed);
        return (((ulong)block.W0 << 32 | block.W1) >> 11) * (1.0 / (1L << 53));
    }
}
