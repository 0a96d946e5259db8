using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is held as 8-bit integers with one scale a row.</summary>
/// <param name="slices">The sites and where they lie in the output.</param>
/// <param name="weight">The weight.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="buffers">The network's buffers.</param>
internal sealed class Int8Linear(IReadOnlyList<SiteSlice> slices, Int8Weight weight, torch.Tensor? bias, WeightBuffers buffers)
    : QuantisedLinear(slices, bias, ((int)weight.Codes.shape[0], (int)weight.Codes.shape[1]), buffers)
{
    /// <summary>The codes, row-major [out, in], if the weight lies on the CPU.</summary>
    public ReadOnlySpan<sbyte> Codes => TensorMemory.Elements<sbyte>(weight.Codes);

    /// <summary>The scale of each row, if the weight lies on the CPU.</summary>
    public ReadOnlySpan<float> Scales => TensorMemory.Elements<float>(weight.Scales);

    protected override torch.Device Device => weight.Codes.device;

    public override torch.Tensor Rows(torch.Tensor ids)
    {
        using torch.Tensor codes = weight.Codes.index_select(0, ids);
        using torch.Tensor scales = weight.Scales.index_select(0, ids);
        using torch.Tensor columns = scales.unsqueeze(1);
        return codes.to(torch.float32).mul_(columns);
    }

    protected override torch.Tensor? MultiplyFew(torch.Tensor input)
    {
        if (input.shape[0] > TileProduct.MostRows || !Int8Product.Takes(InFeatures))
        {
            return null;
        }

        torch.Tensor output = torch.empty([input.shape[0], OutFeatures], torch.float32, Device);
        Int8Product.Multiply(TensorMemory.Singles(input), Codes, Scales, TensorMemory.Singles(output));
        return output;
    }

    protected override void DequantiseRows(int first, torch.Tensor rows)
    {
        using torch.Tensor codes = weight.Codes.narrow(0, first, rows.shape[0]);
        using torch.Tensor scales = weight.Scales.narrow(0, first, rows.shape[0]);
        using torch.Tensor columns = scales.unsqueeze(1);
        rows.copy_(codes).mul_(columns);
    }
}
