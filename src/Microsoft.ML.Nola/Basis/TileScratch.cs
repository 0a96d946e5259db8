namespace Microsoft.ML.Nola.Basis;

/// <summary>
/// The working memory of one pass over a basis, laid out in a rented buffer: what the generator counts with, the words of one basis group for one tile,
/// and the tile of every set of coefficients. About 120 KB for one set; the bank itself exists only as <see cref="PackedSigns"/>.
/// </summary>
internal readonly unsafe ref struct TileScratch
{
    /// <summary>The bytes of the widest register.</summary>
    internal const int Alignment = 64;
    private const int TableFloats = 32 * 16;
    private const int SumFloats = 12 * BasisSpec.Lanes;

    // Planes of 4096 words would lie a multiple of 4 KiB apart, where loads and stores mistake each other for their own.
    private const int Gap = 16;

    /// <summary>Divides the buffer.</summary>
    /// <param name="memory">At least <see cref="BytesFor"/> bytes.</param>
    /// <param name="spec">The basis.</param>
    internal TileScratch(byte* memory, in BasisSpec spec)
    {
        Stride = StrideOf(spec);
        Tables = (float*)Align(memory);
        Sums = Tables + TableFloats;
        Columns = (uint*)(Sums + SumFloats);
        Rows = Columns + Stride;
        Words = Rows + Stride;
        Values = (float*)(Words + (4 * Stride));
    }

    /// <summary>Gets 32 tables of 16 floats.</summary>
    internal float* Tables { get; }

    /// <summary>Gets the lanes of eight bases, or of four with three gradients.</summary>
    internal float* Sums { get; }

    /// <summary>Gets counter word 0 of every element of the tile.</summary>
    internal uint* Columns { get; }

    /// <summary>Gets counter word 1 of every element of the tile, for basis group 0.</summary>
    internal uint* Rows { get; }

    /// <summary>Gets four planes of words, <see cref="Stride"/> apart: word w of every element.</summary>
    internal uint* Words { get; init; }

    /// <summary>Gets one plane for each set: sums of a factor, or a gradient.</summary>
    internal float* Values { get; }

    /// <summary>Gets the distance between planes.</summary>
    internal int Stride { get; }

    /// <summary>The size of the buffer to rent.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="sets">The number of sets of coefficients.</param>
    internal static int BytesFor(in BasisSpec spec, int sets) =>
        checked(Alignment + (sizeof(float) * (TableFloats + SumFloats + ((6 + sets) * StrideOf(spec)))));

    /// <summary>The first place from an address on at which a register may begin.</summary>
    /// <param name="memory">The address; <see cref="Alignment"/> bytes more than are used must be there.</param>
    internal static void* Align(void* memory) => (void*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));

    /// <summary>The number of elements rounded up to whole lanes.</summary>
    /// <param name="length">A number of elements.</param>
    internal static int Pad(int length) => (length + BasisSpec.Lanes - 1) & -BasisSpec.Lanes;

    /// <summary>Writes column and rank row of every element of a tile.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="tile">The tile.</param>
    internal void LocateTile(in BasisSpec spec, int tile)
    {
        int start = tile * BasisSpec.TileLength;
        int length = spec.LengthOf(tile);
        int row = start / spec.Columns;
        int column = start % spec.Columns;
        for (int n = 0; n < length;)
        {
            int run = Math.Min(spec.Columns - column, length - n);
            new Span<uint>(Rows + n, run).Fill((uint)row << BasisSpec.RowShift);
            for (int i = 0; i < run; i++)
            {
                Columns[n + i] = (uint)(column + i);
            }

            n += run;
            row++;
            column = 0;
        }

        // What lies between the last element and the end of its lanes is drawn too, and never read.
        int padding = Pad(length) - length;
        new Span<uint>(Columns + length, padding).Clear();
        new Span<uint>(Rows + length, padding).Clear();
    }

    /// <summary>The distance between planes.</summary>
    /// <param name="spec">The basis.</param>
    internal static int StrideOf(in BasisSpec spec) => Pad(Math.Min(spec.Length, BasisSpec.TileLength)) + Gap;
}
