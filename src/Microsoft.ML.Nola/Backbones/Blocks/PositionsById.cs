namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Positions as RoBERTa has them: the ids of a row that are not padding count up from the one after the padding's id, and padding has that id itself. The ids
/// decide, not the mask.
/// </summary>
internal static class PositionsById
{
    /// <summary>The positions [rows * length].</summary>
    public static int[] Of(TokenBatch batch, int padding)
    {
        ReadOnlySpan<int> ids = batch.InputIds.Span;
        var positions = new int[ids.Length];
        int last = padding;
        for (int i = 0; i < ids.Length; i++)
        {
            last = i % batch.Length == 0 ? padding : last;
            positions[i] = ids[i] == padding ? padding : ++last;
        }

        return positions;
    }
}
