using System.Globalization;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>No head: what the readout gives is what users see, as it is or at length 1.</summary>
/// <param name="dimensions">The width of the backbone's hidden states.</param>
/// <param name="normalizes">Whether vectors are scaled to length 1.</param>
internal sealed class FeatureHead(int dimensions, bool normalizes) : IHead
{
    /// <summary>A vector that is shorter than this is divided by this, so that zeros stay zeros; sentence-transformers has the same number.</summary>
    private const double LeastLength = 1e-12;

    public string Description => string.Create(CultureInfo.InvariantCulture, $"{dimensions} features");

    public int OutputWidth => dimensions;

    public IReadOnlyList<(string Name, long[] Shape)> Tensors(int hiddenSize) => [];

    public torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> tensors) => features.shape[1] == dimensions
        ? features.alias()
        : throw new NolaCompatibilityException($"The model gives {dimensions} features a text; the backbone gives {features.shape[1]}.");

    public torch.Tensor Decode(torch.Tensor outputs) =>
        normalizes ? torch.nn.functional.normalize(outputs, p: 2, dim: 1, eps: LeastLength) : outputs.alias();
}
