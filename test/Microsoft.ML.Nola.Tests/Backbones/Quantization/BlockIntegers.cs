using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Quantization;

/// <summary>
/// A weight in integers of 4 or 5 bits, whose codes are read one by one as GGUF says of Q4_1 and Q5_1: byte j of a block has the low bits of weights j and
/// j + 16, and bit j of the four bytes after them is the fifth bit of weight j.
/// </summary>
internal sealed class BlockIntegers : IDisposable
{
    private readonly int _width;

    public BlockIntegers(int bits, float[] weight, int width)
    {
        _width = width;
        Weight = BlockIntegerWeight.Read(
            bits, weight.Length / width, width, (first, values) => weight.AsSpan((int)first, values.Length).CopyTo(values), torch.CPU);
    }

    public BlockIntegerWeight Weight { get; }

    public double LargestStep => Enumerable.Range(0, Weight.Shape.Out * _width).Max(i => BlockAt(i).Step);

    private int Blocks => (_width + 31) / 32;

    public static int CodeAt(ReadOnlySpan<byte> block, int at)
    {
        int low = at < 16 ? block[at] % 16 : block[at - 16] / 16;
        return block.Length == 16 ? low : low + (16 * ((block[16 + (at / 8)] >> (at % 8)) % 2));
    }

    public int CodeAt(int index)
    {
        int bytes = Weight.Bits == 4 ? 16 : 20;
        return CodeAt(TensorMemory.Elements<byte>(Weight.Packed).Slice(BlockOf(index) * bytes, bytes), index % _width % 32);
    }

    public (double Step, double Minimum) BlockAt(int index)
    {
        int row = index / _width;
        Span<ushort> scales = TensorMemory.Elements<ushort>(Weight.Scales);
        return (
            TensorMemory.Elements<byte>(Weight.Steps)[BlockOf(index)] * (double)Single(scales[2 * row]),
            TensorMemory.Elements<sbyte>(Weight.Minima)[BlockOf(index)] * (double)Single(scales[(2 * row) + 1]));
    }

    public float[] Dequantise()
    {
        var values = new float[Weight.Shape.Out * _width];
        Weight.Values.Dequantise(0, values);
        return values;
    }

    public void Dispose()
    {
        Weight.Packed.Dispose();
        Weight.Steps.Dispose();
        Weight.Minima.Dispose();
        Weight.Scales.Dispose();
    }

    /// <summary>A bfloat16 is the upper half of a float.</summary>
    private static float Single(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private int BlockOf(int index) => (index / _width * Blocks) + (index % _width / 32);
}
