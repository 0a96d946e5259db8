namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>What a safetensors header says of one tensor. Sizes have been checked against each other and against the file.</summary>
internal sealed class SafetensorsEntry
{
    private readonly long[] _shape;

    internal SafetensorsEntry(string name, SafetensorsType type, long[] shape, long offset, long byteLength, long elementCount)
    {
        Name = name;
        Type = type;
        _shape = shape;
        Offset = offset;
        ByteLength = byteLength;
        ElementCount = elementCount;
    }

    public string Name { get; }

    public SafetensorsType Type { get; }

    /// <summary>Gets the dimensions, slowest first; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>Gets where the tensor begins, counted from the first byte after the header.</summary>
    public long Offset { get; }

    public long ByteLength { get; }

    public long ElementCount { get; }

    /// <summary>Says whether the tensor has exactly this shape.</summary>
    public bool HasShape(params ReadOnlySpan<long> shape) => _shape.AsSpan().SequenceEqual(shape);

    public override string ToString() => $"{Name}: {Type.Name()} [{string.Join(", ", _shape)}]";
}
