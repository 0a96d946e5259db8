using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is stored as float32, [out, in].</summary>
internal sealed class DenseLinear(IReadOnlyList<SiteSlice> slices, torch.Tensor weight, torch.Tensor? bias) : FrozenLinear(slices, bias)
{
    public override torch.Tensor Apply(torch.Tensor input) => torch.nn.functional.linear(input, weight, Bias);

    public override torch.Tensor Rows(torch.Tensor ids) => weight.index_select(0, ids);

    public override torch.Tensor Dequantise() => weight.clone();
}
