namespace Microsoft.ML.Nola.Basis;

/// <summary>The signs of a Rademacher basis, drawn once and kept: a bit for each entry, as a pass reads them.</summary>
internal sealed unsafe class PackedSigns
{
    // Keeps the memory, which the garbage collector does not move.
    private readonly uint[] _memory;
    private readonly uint* _words;
    private readonly int _groups;
    private readonly int _blockLength;

    /// <summary>Draws the signs.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="engine">Draws them.</param>
    internal PackedSigns(in BasisSpec spec, BasisEngine engine)
    {
        _groups = spec.Groups;
        _blockLength = 4 * TileScratch.StrideOf(spec);
        _memory = GC.AllocateUninitializedArray<uint>((int)((BytesFor(spec) + TileScratch.Alignment) / sizeof(uint)), pinned: true);
        fixed (uint* memory = _memory)
        {
            _words = (uint*)TileScratch.Align(memory);
        }

        engine.Draw(spec, this);
    }

    /// <summary>The memory that the signs of a basis take: about k * r * d / 8 bytes.</summary>
    /// <param name="spec">The basis.</param>
    internal static long BytesFor(in BasisSpec spec) => 4L * sizeof(uint) * TileScratch.StrideOf(spec) * spec.Groups * spec.Tiles;

    /// <summary>Four planes of words, as <see cref="TileScratch.Words"/> has them. Whoever reads them keeps this object alive meanwhile.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="group">The basis group.</param>
    internal uint* Locate(int tile, int group) => _words + ((((long)tile * _groups) + group) * _blockLength);
}
