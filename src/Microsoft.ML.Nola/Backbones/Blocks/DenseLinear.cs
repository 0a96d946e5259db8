using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is stored as it is, [out, in].</summary>
/// <param name="slices">The sites and where they lie in the output.</param>
/// <param name="weight">The weight.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="packed">The same weight for passes through which no gradient goes, or null if it is not to be kept twice.</param>
internal sealed class DenseLinear(IReadOnlyList<SiteSlice> slices, torch.Tensor weight, torch.Tensor? bias, PackedWeight? packed = null)
    : FrozenLinear(slices, bias)
{
    public override torch.Tensor Apply(torch.Tensor input) => packed?.Apply(input, null) ?? torch.nn.functional.linear(input, weight, Bias);

    public override torch.Tensor Apply(torch.Tensor input, Activation activation) => packed?.Apply(input, activation) ?? base.Apply(input, activation);

    public override torch.Tensor Rows(torch.Tensor ids) => weight.index_select(0, ids).Into(torch.ScalarType.Float32);

    public override torch.Tensor Dequantise() => weight.clone().Into(torch.ScalarType.Float32);
}
