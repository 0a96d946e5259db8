namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>What a GGUF file says of one tensor. Sizes have been checked against each other and against the file.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">How its numbers are stored.</param>
/// <param name="Shape">The dimensions, slowest first; the file has them the other way round.</param>
/// <param name="Position">Its first byte in the file.</param>
/// <param name="ElementCount">The number of elements.</param>
internal sealed record GgufEntry(string Name, GgufTensorType Type, IReadOnlyList<long> Shape, long Position, long ElementCount)
{
    /// <summary>Gets the number of bytes.</summary>
    public long ByteLength => ElementCount / GgufTensorTypes.Of(Type).Elements * GgufTensorTypes.Of(Type).Bytes;

    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";
}
