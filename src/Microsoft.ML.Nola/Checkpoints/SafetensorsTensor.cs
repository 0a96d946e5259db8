namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>A tensor of a safetensors file.</summary>
/// <param name="file">The file, which outlives this.</param>
/// <param name="entry">Where it lies.</param>
internal sealed class SafetensorsTensor(SafetensorsFile file, SafetensorsEntry entry) : CheckpointTensor
{
    public override string Origin => file.Origin;

    public override IReadOnlyList<long> Shape => entry.Shape;

    public override void ReadSingles(long first, Span<float> destination) => file.ReadSingles(entry, first, destination);

    public override string ToString() => entry.ToString();
}
