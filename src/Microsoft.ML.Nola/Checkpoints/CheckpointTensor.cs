namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>A tensor of a checkpoint, in whatever kind of file it lies; its numbers are read when they are asked for.</summary>
internal abstract class CheckpointTensor
{
    /// <summary>Gets the file, for messages.</summary>
    public abstract string Origin { get; }

    /// <summary>Gets the dimensions, slowest first; empty for a scalar.</summary>
    public abstract IReadOnlyList<long> Shape { get; }

    /// <summary>Gets the number of elements.</summary>
    public long ElementCount => Shape.Aggregate(1L, static (product, size) => product * size);

    /// <summary>Gets whether the file has the numbers in blocks of at most 16 evenly spaced values.</summary>
    public virtual bool IsInFourBits => false;

    /// <summary>Gets whether a part takes as long to read as the whole.</summary>
    public virtual bool IsReadWhole => false;

    /// <summary>Reads elements as float32, in row-major order. Several threads may read at once.</summary>
    /// <param name="first">The first element.</param>
    /// <param name="destination">Where they go.</param>
    public abstract void ReadSingles(long first, Span<float> destination);

    /// <summary>Says whether the tensor has exactly this shape.</summary>
    public bool HasShape(params ReadOnlySpan<long> shape)
    {
        if (shape.Length != Shape.Count)
        {
            return false;
        }

        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] != Shape[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Name, type and shape, for messages.</summary>
    public abstract override string ToString();
}
