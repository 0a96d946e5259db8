using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is held as integers of 4 or 5 bits in blocks.</summary>
/// <param name="slices">The sites and where they lie in the output.</param>
/// <param name="weight">The weight.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="buffers">The network's buffers.</param>
internal sealed class BlockIntegerLinear(IReadOnlyList<SiteSlice> slices, BlockIntegerWeight weight, torch.Tensor? bias, WeightBuffers buffers)
    : QuantisedLinear(slices, bias, weight.Shape, buffers)
{
    protected override torch.Device Device => weight.Packed.device;

    public override torch.Tensor Rows(torch.Tensor ids) => RowsOneByOne(ids, (row, values) => weight.Values.Dequantise((int)row, values));

    protected override torch.Tensor? MultiplyFew(torch.Tensor input)
    {
        if (input.shape[0] > TileProduct.MostRows || !BlockIntegerProduct.Takes(InFeatures))
        {
            return null;
        }

        torch.Tensor output = torch.empty([input.shape[0], OutFeatures], torch.float32, Device);
        BlockIntegerProduct.Multiply(TensorMemory.Singles(input), weight.Values, TensorMemory.Singles(output));
        return output;
    }

    protected override void DequantiseRows(int first, torch.Tensor rows)
    {
        if (Device.type == DeviceType.CPU)
        {
            weight.Values.Dequantise(first, TensorMemory.Singles(rows));
            return;
        }

        using torch.Tensor values = weight.Dequantise(first, rows.shape[0]);
        rows.copy_(values);
    }
}
