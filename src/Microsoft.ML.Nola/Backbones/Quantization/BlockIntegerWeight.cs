using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>A weight as integers of 4 or 5 bits in blocks (<see cref="BlockIntegerCodec"/>). Outside every dispose scope.</summary>
/// <param name="Bits">The bits of a code.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Packed">The codes, uint8 [out, blocks * bytes of a block].</param>
/// <param name="Steps">The codes of the blocks' steps, uint8 [out, blocks].</param>
/// <param name="Minima">The codes of the blocks' minima, int8 [out, blocks].</param>
/// <param name="Scales">The scales of steps and minima, bfloat16 [out, 2].</param>
internal sealed record BlockIntegerWeight(
    int Bits, (int Out, int In) Shape, torch.Tensor Packed, torch.Tensor Steps, torch.Tensor Minima, torch.Tensor Scales)
{
    /// <summary>The weight where it lies in memory, if that is the CPU's.</summary>
    public BlockIntegerValues Values => new(
        Bits,
        Shape.In,
        TensorMemory.Elements<byte>(Packed),
        TensorMemory.Elements<byte>(Steps),
        TensorMemory.Elements<sbyte>(Minima),
        TensorMemory.Elements<ushort>(Scales));

    /// <summary>Reads and quantises a weight, some rows at a time.</summary>
    public static BlockIntegerWeight Read(int bits, int outFeatures, int inFeatures, TensorMemory.SliceFill read, torch.Device device)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int blocks = BlockIntegerCodec.Blocks(inFeatures);
        int bytes = blocks * BlockIntegerCodec.BlockBytes(bits);
        torch.Tensor packed = torch.empty([outFeatures, bytes], torch.uint8, torch.CPU);
        torch.Tensor steps = torch.empty([outFeatures, blocks], torch.uint8, torch.CPU);
        torch.Tensor minima = torch.empty([outFeatures, blocks], torch.int8, torch.CPU);
        torch.Tensor scales = torch.empty([outFeatures, BlockIntegerCodec.RowScales], torch.bfloat16, torch.CPU);
        Span<byte> packedSpan = TensorMemory.Elements<byte>(packed);
        Span<byte> stepSpan = TensorMemory.Elements<byte>(steps);
        Span<sbyte> minimumSpan = TensorMemory.Elements<sbyte>(minima);
        Span<ushort> scaleSpan = TensorMemory.Elements<ushort>(scales);
        int rows = WeightSlices.RowsAtOnce(outFeatures, inFeatures);
        var slice = new float[rows * inFeatures];
        for (int first = 0; first < outFeatures; first += rows)
        {
            Span<float> values = slice.AsSpan(0, Math.Min(rows, outFeatures - first) * inFeatures);
            read((long)first * inFeatures, values);
            BlockIntegerCodec.Quantise(
                bits,
                values,
                inFeatures,
                packedSpan[(first * bytes)..],
                stepSpan[(first * blocks)..],
                minimumSpan[(first * blocks)..],
                scaleSpan[(first * BlockIntegerCodec.RowScales)..]);
        }

        return new BlockIntegerWeight(
            bits,
            (outFeatures, inFeatures),
            TensorMemory.Keep(packed, device),
            TensorMemory.Keep(steps, device),
            TensorMemory.Keep(minima, device),
            TensorMemory.Keep(scales, device));
    }

    /// <summary>Dequantises rows by torch, on whatever device they lie.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">Their number.</param>
    /// <returns>[rows, in]; the caller owns it.</returns>
    public torch.Tensor Dequantise(long first, long rows)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Device device = Packed.device;
        torch.Tensor scales = Scales.narrow(0, first, rows).to(torch.float32);
        torch.Tensor steps = Steps.narrow(0, first, rows).to(torch.float32).mul_(scales.narrow(1, 0, 1)).view(-1, 1, 1);
        torch.Tensor minima = Minima.narrow(0, first, rows).to(torch.float32).mul_(scales.narrow(1, 1, 1)).view(-1, 1, 1);
        torch.Tensor bytes = Packed.narrow(0, first, rows).to(torch.int32).view(-1, 1, BlockIntegerCodec.BlockBytes(Bits));
        torch.Tensor codes = Take(bytes.narrow(2, 0, 16), TensorMemory.FromInts([0, 4], device).view(1, 2, 1), 15);
        if (Bits == BlockIntegerCodec.MoreBits)
        {
            torch.Tensor places = TensorMemory.FromInts([0, 1, 2, 3, 4, 5, 6, 7], device).view(1, 1, 8);
            torch.Tensor fifth = Take(bytes.narrow(2, 16, 4).view(-1, 4, 1), places, 1).view(-1, 2, 16);
            codes.AddInPlace(fifth.mul_(TensorMemory.FromInts([16], device)));
        }

        return codes.to(torch.float32).mul_(steps).AddInPlace(minima).view(rows, -1).narrow(1, 0, Shape.In).MoveToOuterDisposeScope();

        torch.Tensor Take(torch.Tensor numbers, torch.Tensor shifts, int mask) =>
            numbers.bitwise_right_shift(shifts).bitwise_and_(TensorMemory.FromInts([mask], device));
    }
}
