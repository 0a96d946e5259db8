using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>A weight as 8-bit integers with one scale a row (<see cref="Int8Codec"/>). Outside every dispose scope.</summary>
/// <param name="Codes">The codes, int8 [out, in].</param>
/// <param name="Scales">The scales, [out].</param>
internal sealed record Int8Weight(torch.Tensor Codes, torch.Tensor Scales)
{
    /// <summary>Reads and quantises a weight, some rows at a time.</summary>
    public static Int8Weight Read(int outFeatures, int inFeatures, TensorMemory.SliceFill read, torch.Device device)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor codes = torch.empty([outFeatures, inFeatures], torch.int8, torch.CPU);
        torch.Tensor scales = torch.empty([outFeatures], torch.float32, torch.CPU);
        Span<sbyte> codeSpan = TensorMemory.Elements<sbyte>(codes);
        Span<float> scaleSpan = TensorMemory.Elements<float>(scales);
        int rows = WeightSlices.RowsAtOnce(outFeatures, inFeatures);
        var slice = new float[rows * inFeatures];
        for (int first = 0; first < outFeatures; first += rows)
        {
            int count = Math.Min(rows, outFeatures - first);
            Span<float> values = slice.AsSpan(0, count * inFeatures);
            read((long)first * inFeatures, values);
            Int8Codec.Quantise(values, inFeatures, codeSpan.Slice(first * inFeatures, values.Length), scaleSpan.Slice(first, count));
        }

        return new Int8Weight(TensorMemory.Keep(codes, device), TensorMemory.Keep(scales, device));
    }
}
