using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A linear map whose weight is held in 4-bit NormalFloat with double quantisation.</summary>
/// <param name="slices">The sites and where they lie in the output.</param>
/// <param name="weight">The weight.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="buffers">The network's buffers.</param>
internal sealed class Nf4Linear(IReadOnlyList<SiteSlice> slices, Nf4Weight weight, torch.Tensor? bias, WeightBuffers buffers)
    : QuantisedLinear(slices, bias, weight.Shape, buffers)
{
    // Made at the first product of a few rows: 1/16 byte a weight.
    private float[]? _absmax;

    /// <summary>The weight where it lies in memory, if that is the CPU's.</summary>
    public Nf4Values Values => weight.Values;

    protected override torch.Device Device => weight.Packed.device;

    public override torch.Tensor Rows(torch.Tensor ids) => RowsOneByOne(ids, (row, values) => Values.Dequantise(row * InFeatures, values));

    protected override torch.Tensor? MultiplyFew(torch.Tensor input)
    {
        if (input.shape[0] > TileProduct.MostRows || !Nf4Product.Takes(InFeatures))
        {
            return null;
        }

        float[] absmax = _absmax ??= Values.AllAbsmax((int)((long)OutFeatures * InFeatures / Nf4Codec.BlockSize));
        torch.Tensor output = torch.empty([input.shape[0], OutFeatures], torch.float32, Device);
        Nf4Product.Multiply(TensorMemory.Singles(input), Values.Packed, absmax, Nf4Codec.Values, InFeatures, TensorMemory.Singles(output));
        return output;
    }

    protected override void DequantiseRows(int first, torch.Tensor rows)
    {
        if (Device.type == DeviceType.CPU)
        {
            Values.Dequantise((long)first * InFeatures, TensorMemory.Singles(rows));
            return;
        }

        using torch.Tensor values = weight.Dequantise((long)first * InFeatures, rows.NumberOfElements);
        using torch.Tensor shaped = values.view(rows.shape);
        rows.copy_(shaped);
    }
}
