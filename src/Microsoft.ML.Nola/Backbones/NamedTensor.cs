using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>A parameter of a backbone.</summary>
/// <param name="Name">Its canonical name, such as <c>encoder.layer.0.output.dense.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Tensor">Its values, or the codes that they were quantised to; the network owns them.</param>
internal sealed record NamedTensor(string Name, long[] Shape, torch.Tensor Tensor)
{
    /// <summary>What the codes of a quantised parameter are scaled by; the network owns them too.</summary>
    public IReadOnlyList<torch.Tensor> Scales { get; init; } = [];

    /// <summary>The bytes that the parameter takes in memory.</summary>
    public long SizeInBytes => Scales.Append(Tensor).Sum(static tensor => tensor.NumberOfElements * tensor.ElementSize);

    public void Free()
    {
        Tensor.Dispose();
        foreach (torch.Tensor scale in Scales)
        {
            scale.Dispose();
        }
    }
}
