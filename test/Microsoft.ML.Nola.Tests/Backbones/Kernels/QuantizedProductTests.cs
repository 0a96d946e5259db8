using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Tests.Backbones.Quantization;

namespace Microsoft.ML.Nola.Tests.Backbones.Kernels;

[TestClass]
public sealed class QuantizedProductTests
{
    /// <summary>Four rows of a weight are taken together, so one more, one less, and fewer than four.</summary>
    private static readonly int[] Outputs = [1, 3, 4, 9];

    private static readonly int[] Rows = [1, 2, 4, 5, 16];

    [TestMethod]
    [DataRow(16)]
    [DataRow(64)]
    [DataRow(176)]
    [DataRow(576)]
    public void Codes_of_8_bits_are_multiplied(int width)
    {
        if (!Int8Product.Takes(width))
        {
            Assert.Inconclusive("This processor has no vector instructions.");
        }

        var random = new Random(width);
        foreach (int outputs in Outputs)
        {
            var codes = new sbyte[outputs * width];
            random.NextBytes(MemoryMarshal.AsBytes(codes.AsSpan()));
            float[] scales = Draw(random, outputs);
            Compare(random, width, outputs, (input, output) => Int8Product.Multiply(input, codes, scales, output), (output, feature) =>
                (double)codes[(output * width) + feature] * scales[output]);
        }
    }

    [TestMethod]
    [DataRow(64)]
    [DataRow(128)]
    [DataRow(576)]
    public void Codes_of_4_bits_are_multiplied(int width)
    {
        if (!Nf4Product.Takes(width))
        {
            Assert.Inconclusive("This processor lacks AVX-512.");
        }

        var random = new Random(width);
        float[] table = Draw(random, 16);
        foreach (int outputs in Outputs)
        {
            var packed = new byte[outputs * width / 2];
            random.NextBytes(packed);
            float[] scales = Draw(random, outputs * width / Nf4Product.Block);
            Compare(random, width, outputs, (input, output) => Nf4Product.Multiply(input, packed, scales, table, width, output), (output, feature) =>
            {
                int at = (output * width) + feature;
                int code = at % 2 == 0 ? packed[at / 2] >> 4 : packed[at / 2] & 15;
                return (double)table[code] * scales[at / Nf4Product.Block];
            });
        }
    }

    [TestMethod]
    [DataRow(4, 32)]
    [DataRow(4, 64)]
    [DataRow(4, 576)]
    [DataRow(5, 32)]
    [DataRow(5, 64)]
    [DataRow(5, 576)]
    public void Codes_in_blocks_are_multiplied(int bits, int width)
    {
        if (!BlockIntegerProduct.Takes(width))
        {
            Assert.Inconclusive("This processor has no vector instructions.");
        }

        var random = new Random(width);
        int bytes = bits == 4 ? 16 : 20;
        foreach (int outputs in Outputs)
        {
            int blocks = outputs * width / 32;
            var packed = new byte[blocks * bytes];
            var steps = new byte[blocks];
            var minima = new sbyte[blocks];
            random.NextBytes(packed);
            random.NextBytes(steps);
            random.NextBytes(MemoryMarshal.AsBytes(minima.AsSpan()));
            float[] scales = [.. Draw(random, 2 * outputs).Select(static scale => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(scale) & ~0xFFFF))];
            Compare(
                random,
                width,
                outputs,
                (input, output) => BlockIntegerProduct.Multiply(
                    input, new BlockIntegerValues(bits, width, packed, steps, minima, [.. scales.Select(static scale => (ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16))]), output),
                (output, feature) =>
                {
                    int block = ((output * width) + feature) / 32;
                    int code = BlockIntegers.CodeAt(packed.AsSpan(block * bytes, bytes), feature % 32);
                    return ((double)code * steps[block] * scales[2 * output]) + ((double)minima[block] * scales[(2 * output) + 1]);
                });
        }
    }

    private static void Compare(
        Random random, int width, int outputs, Action<float[], float[]> multiply, Func<int, int, double> weight)
    {
        foreach (int rows in Rows)
        {
            float[] input = Draw(random, rows * width);
            var output = new float[rows * outputs];
            multiply(input, output);
            for (int row = 0; row < rows; row++)
            {
                var alone = new float[outputs];
                multiply(input[(row * width)..((row + 1) * width)], alone);
                for (int i = 0; i < outputs; i++)
                {
                    double sum = 0;
                    double magnitude = 0;
                    for (int feature = 0; feature < width; feature++)
                    {
                        double product = input[(row * width) + feature] * weight(i, feature);
                        sum += product;
                        magnitude += Math.Abs(product);
                    }

                    Assert.AreEqual(sum, output[(row * outputs) + i], 1e-6 * magnitude, $"{rows} rows, {outputs} outputs, row {row}, output {i}");
                    Assert.AreEqual(alone[i], output[(row * outputs) + i], $"a row alone: {rows} rows, row {row}, output {i}");
                }
            }
        }
    }

    private static float[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - .5f)];
}
