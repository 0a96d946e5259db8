using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A factor for each feature, by which a layer's block is scaled before it is added (LayerScale, arXiv 2103.17239).</summary>
/// <param name="Factors">The factors, [hidden].</param>
internal sealed record LayerScale(torch.Tensor Factors) : INorm
{
    public torch.Tensor Apply(torch.Tensor input) => input * Factors;
}
