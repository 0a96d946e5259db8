using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is stored turned, [in, out].</summary>
/// <inheritdoc cref="DenseLinear"/>
internal sealed class TransposedLinear(IReadOnlyList<SiteSlice> slices, torch.Tensor weight, torch.Tensor? bias, PackedWeight? packed = null)
    : FrozenLinear(slices, bias)
{
    public override torch.Tensor Apply(torch.Tensor input) =>
        packed?.Apply(input, null) ?? (Bias is null ? input.matmul(weight) : torch.addmm(Bias, input, weight, 1, 1));

    public override torch.Tensor Apply(torch.Tensor input, Activation activation) => packed?.Apply(input, activation) ?? base.Apply(input, activation);

    public override torch.Tensor Rows(torch.Tensor ids)
    {
        using torch.Tensor columns = weight.index_select(1, ids);
        return columns.t().Into(torch.ScalarType.Float32);
    }

    public override torch.Tensor Dequantise()
    {
        using torch.Tensor turned = weight.t();
        return turned.contiguous().Into(torch.ScalarType.Float32);
    }
}
