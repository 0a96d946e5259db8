using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>A weight in 4-bit NormalFloat with double quantisation. Outside every dispose scope.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Packed">The codes, two a byte, uint8.</param>
/// <param name="AbsmaxCodes">The codes of the blocks' scales, uint8.</param>
/// <param name="AbsmaxScales">The scales of those.</param>
/// <param name="Offset">What is added to each block's scale.</param>
internal sealed record Nf4Weight(
    (int Out, int In) Shape, torch.Tensor Packed, torch.Tensor AbsmaxCodes, torch.Tensor AbsmaxScales, float Offset)
{
    /// <summary>The weight where it lies in memory, if that is the CPU's.</summary>
    public Nf4Values Values => new(
        TensorMemory.Elements<byte>(Packed), TensorMemory.Elements<byte>(AbsmaxCodes), TensorMemory.Elements<float>(AbsmaxScales), Offset);

    /// <summary>Reads and quantises a weight, some rows at a time.</summary>
    public static Nf4Weight Read(int outFeatures, int inFeatures, TensorMemory.SliceFill read, torch.Device device)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long size = (long)outFeatures * inFeatures;
        int blocks = checked((int)Parts(size, Nf4Codec.BlockSize));
        torch.Tensor packed = torch.empty([Parts(size, 2)], torch.uint8, torch.CPU);
        var absmax = new float[blocks];
        Span<byte> packedSpan = TensorMemory.Elements<byte>(packed);
        int rows = WeightSlices.RowsAtOnce(outFeatures, inFeatures);
        var slice = new float[rows * inFeatures];
        for (int first = 0; first < outFeatures; first += rows)
        {
            long start = (long)first * inFeatures;
            Span<float> values = slice.AsSpan(0, Math.Min(rows, outFeatures - first) * inFeatures);
            read(start, values);
            Nf4Codec.Quantise(values, packedSpan[(int)(start / 2)..], absmax.AsSpan((int)(start / Nf4Codec.BlockSize)));
        }

        torch.Tensor codes = torch.empty([blocks], torch.uint8, torch.CPU);
        torch.Tensor scales = torch.empty([Parts(blocks, DoubleQuantisation.BlockSize)], torch.float32, torch.CPU);
        float offset = DoubleQuantisation.Quantise(absmax, TensorMemory.Elements<byte>(codes), TensorMemory.Elements<float>(scales));
        return new Nf4Weight(
            (outFeatures, inFeatures), TensorMemory.Keep(packed, device), TensorMemory.Keep(codes, device), TensorMemory.Keep(scales, device), offset);
    }

    /// <summary>Dequantises weights by torch, on whatever device they lie.</summary>
    /// <param name="first">The first weight, at the beginning of a block.</param>
    /// <param name="count">Their number.</param>
    /// <returns>A vector; the caller owns it.</returns>
    public torch.Tensor Dequantise(long first, long count)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Device device = Packed.device;
        long block = first / Nf4Codec.BlockSize;
        long blocks = Parts(count, Nf4Codec.BlockSize);
        torch.Tensor pairs = TensorMemory.FromSingles(Nf4Codec.PairValues, [256, 2], device);
        torch.Tensor dynamic = TensorMemory.FromSingles(DynamicCode.Values, [256], device);
        torch.Tensor absmax = dynamic.index_select(0, AbsmaxCodes.narrow(0, block, blocks).to(torch.int32));
        torch.Tensor scales = AbsmaxScales.repeat_interleave(DoubleQuantisation.BlockSize).narrow(0, block, blocks);
        torch.Tensor factors = absmax.mul_(scales).AddInPlace(Offset).repeat_interleave(Nf4Codec.BlockSize).narrow(0, 0, count);
        torch.Tensor bytes = Packed.narrow(0, first / 2, Parts(count, 2)).to(torch.int32);
        return pairs.index_select(0, bytes).view(-1).narrow(0, 0, count).mul(factors).MoveToOuterDisposeScope();
    }

    private static long Parts(long size, long part) => (size + part - 1) / part;
}
