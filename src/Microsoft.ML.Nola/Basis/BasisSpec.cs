namespace Microsoft.ML.Nola.Basis;

/// <summary>What determines a basis, and the numbers that follow from it. docs/basis-format.md defines all of them.</summary>
/// <param name="Seed">The Philox key.</param>
/// <param name="Stream">Counter word 2.</param>
/// <param name="Distribution">How words become entries.</param>
/// <param name="Count">k, the number of bases.</param>
/// <param name="Rows">r, the rank.</param>
/// <param name="Columns">d, the size along in or out.</param>
internal readonly record struct BasisSpec(ulong Seed, uint Stream, BasisDistribution Distribution, int Count, int Rows, int Columns)
{
    /// <summary>Version of the format; the low byte of counter word 3.</summary>
    internal const uint Version = 1;

    /// <summary>Purpose of the counters of the bases.</summary>
    internal const uint BasisPurpose = 0;

    /// <summary>Purpose of the counters of the offset A0.</summary>
    internal const uint OffsetPurpose = 1;

    /// <summary>Where the rank row begins in counter word 1; below it is the basis group.</summary>
    internal const int RowShift = 20;

    /// <summary>The largest rank that counter word 1 has room for.</summary>
    internal const int MaxRows = 1 << (32 - RowShift);

    /// <summary>The largest number of basis groups that counter word 1 has room for.</summary>
    internal const int MaxGroups = 1 << RowShift;

    /// <summary>Elements of a factor that are summed together before the sums are added up.</summary>
    internal const int TileLength = 4096;

    /// <summary>Virtual lanes: the number of partial sums of a tile, whatever the width of the registers.</summary>
    internal const int Lanes = 16;

    /// <summary>Gets r * d.</summary>
    internal int Length => Rows * Columns;

    /// <summary>Gets the number of tiles of a factor; the last one may be short.</summary>
    internal int Tiles => (int)(((long)Length + TileLength - 1) / TileLength);

    /// <summary>Gets the number of bases that one Philox block serves: its 128 bits are 128 signs or 4 words.</summary>
    internal int GroupSize => GetGroupSize(Distribution);

    /// <summary>Gets the number of basis groups; the last one may be short.</summary>
    internal int Groups => (int)(((long)Count + GroupSize - 1) / GroupSize);

    /// <summary>The number of bases of one basis group.</summary>
    /// <param name="distribution">The distribution.</param>
    internal static int GetGroupSize(BasisDistribution distribution) => distribution == BasisDistribution.Rademacher ? 128 : 4;

    /// <summary>The number of elements of a tile.</summary>
    /// <param name="tile">The tile.</param>
    internal int LengthOf(int tile) => Math.Min(TileLength, Length - (tile * TileLength));

    /// <summary>The number of bases of a group.</summary>
    /// <param name="group">The group.</param>
    internal int CountOf(int group) => Math.Min(GroupSize, Count - (group * GroupSize));
}
