namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>The parts in which a weight is quantised and dequantised, so that no large one is ever whole in float32.</summary>
internal static class WeightSlices
{
    /// <summary>The numbers of a part, 16 MB.</summary>
    private const int MostAtOnce = 1 << 22;

    /// <summary>A multiple of this many rows begins at a block of any codec.</summary>
    private const int RowsOfBlocks = Nf4Codec.BlockSize;

    /// <summary>How many rows of a weight make a part.</summary>
    public static int RowsAtOnce(int outFeatures, int inFeatures) =>
        Math.Min(outFeatures, Math.Max(RowsOfBlocks, MostAtOnce / inFeatures / RowsOfBlocks * RowsOfBlocks));
}
