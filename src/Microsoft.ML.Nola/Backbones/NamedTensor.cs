using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>A parameter of a backbone.</summary>
/// <param name="Name">Its canonical name, such as <c>encoder.layer.0.output.dense.weight</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Tensor">Its values; the network owns them.</param>
internal sealed record NamedTensor(string Name, long[] Shape, torch.Tensor Tensor);
