namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>A tensor of a GGUF file, as the checkpoint that it was converted from had it.</summary>
/// <param name="file">The file, which outlives this.</param>
/// <param name="entry">Where it lies.</param>
/// <param name="layout">What the conversion did to it.</param>
internal sealed class GgufTensor(GgufFile file, GgufEntry entry, GgufLayout layout) : CheckpointTensor
{
    public override string Origin => file.Origin;

    public override IReadOnlyList<long> Shape { get; } = layout.IsTransposed ? [.. entry.Shape.Reverse()] : entry.Shape;

    public override bool IsInFourBits => entry.Type is GgufTensorType.Q4_0 or GgufTensorType.Q4_1 or GgufTensorType.Q4_K;

    public override bool IsReadWhole => layout.IsTransposed && Shape.Count == 2;

    public override void ReadSingles(long first, Span<float> destination)
    {
        if (IsReadWhole)
        {
            ReadTransposed(first, destination);
        }
        else if (layout.Heads > 0)
        {
            ReadUnpaired(first, destination);
        }
        else
        {
            file.ReadSingles(entry, first, destination);
        }

        if (layout.Offset != 0)
        {
            foreach (ref float value in destination)
            {
                value += layout.Offset;
            }
        }
    }

    public override string ToString() => entry.ToString();

    /// <summary>
    /// Reads rows that llama.cpp stores in the order of its rotation, which turns neighbours: within a head, its rows 2i and 2i + 1 are rows i and
    /// i + size / 2 here.
    /// </summary>
    private void ReadUnpaired(long first, Span<float> destination)
    {
        long width = entry.Shape.Count == 1 ? 1 : entry.Shape[^1];
        long size = entry.Shape[0] / layout.Heads;
        while (!destination.IsEmpty)
        {
            (long row, long column) = Math.DivRem(first, width);
            (long head, long within) = Math.DivRem(row, size);
            long half = size / 2;
            long stored = (head * size) + (within < half ? 2 * within : (2 * (within - half)) + 1);
            int count = (int)Math.Min(destination.Length, width - column);
            file.ReadSingles(entry, (stored * width) + column, destination[..count]);
            destination = destination[count..];
            first += count;
        }
    }

    /// <summary>Reads a matrix whose rows are the file's columns.</summary>
    private void ReadTransposed(long first, Span<float> destination)
    {
        long width = Shape[1];
        long rows = Shape[0];
        var stored = new float[rows];
        for (long column = 0; column < width; column++)
        {
            file.ReadSingles(entry, column * rows, stored);
            // The first element of this column that is wanted.
            long row = (Math.Max(0, first - column) + width - 1) / width;
            for (; row < rows && (row * width) + column < first + destination.Length; row++)
            {
                destination[(int)((row * width) + column - first)] = stored[row];
            }
        }
    }
}
