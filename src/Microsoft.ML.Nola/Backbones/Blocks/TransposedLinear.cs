using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is stored as float32, [in, out].</summary>
internal sealed class TransposedLinear(IReadOnlyList<SiteSlice> slices, torch.Tensor weight, torch.Tensor? bias) : FrozenLinear(slices, bias)
{
    public override torch.Tensor Apply(torch.Tensor input) => Bias is null ? input.matmul(weight) : torch.addmm(Bias, input, weight, 1, 1);

    public override torch.Tensor Rows(torch.Tensor ids)
    {
        using torch.Tensor columns = weight.index_select(1, ids);
        return columns.t();
    }

    public override torch.Tensor Dequantise()
    {
        using torch.Tensor turned = weight.t();
        return turned.contiguous();
    }
}
