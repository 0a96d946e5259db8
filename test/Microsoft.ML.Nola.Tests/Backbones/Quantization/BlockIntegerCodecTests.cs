using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Quantization;

[TestClass]
public sealed class BlockIntegerCodecTests
{
    private const int Rows = 5;

    public static IEnumerable<object[]> Shapes => [[4, 64], [4, 48], [4, 27], [5, 64], [5, 48], [5, 27]];

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void A_weight_gets_the_nearest_of_its_blocks_values(int bits, int width)
    {
        using var guard = new TensorGuard();
        float[] weight = Draw(Rows * width);
        using var stored = new BlockIntegers(bits, weight, width);
        float[] values = stored.Dequantise();
        for (int i = 0; i < weight.Length; i++)
        {
            (double step, double minimum) = stored.BlockAt(i);
            int code = stored.CodeAt(i);
            Assert.AreEqual((code * step) + minimum, values[i], 1e-7);

            // The outermost weights lie beyond the codes by what steps and minima lose in their own codes.
            Assert.AreEqual(weight[i], values[i], (0.501 * step) + (0.01 * stored.LargestStep * (1 << bits)), $"{i}");
        }
    }

    /// <summary>Weights that came from as many bits lose next to nothing, wherever in a block's range its codes lie.</summary>
    [TestMethod]
    [DataRow(4, 0, 15)]
    [DataRow(4, 0, 14)]
    [DataRow(4, 3, 12)]
    [DataRow(4, 8, 13)]
    [DataRow(5, 0, 31)]
    [DataRow(5, 4, 25)]
    public void Weights_on_a_grid_stay_there(int bits, int least, int most)
    {
        using var guard = new TensorGuard();
        const int Width = 96;
        var random = new Random(bits);
        var weight = new float[Rows * Width];
        for (int block = 0; block < weight.Length / 32; block++)
        {
            float step = .01f + (.01f * random.NextSingle());
            int middle = 1 << (bits - 1);
            for (int i = 0; i < 32; i++)
            {
                int code = i == 0 ? least : i == 1 ? most : random.Next(least, most + 1);
                weight[(32 * block) + i] = (code - middle) * step;
            }
        }

        using var stored = new BlockIntegers(bits, weight, Width);
        float[] values = stored.Dequantise();
        double worst = weight.Select((value, i) => Math.Abs(value - values[i]) / stored.BlockAt(i).Step).Max();
        Assert.IsLessThan(bits == 4 ? 0.15 : 0.3, worst, "in steps; rounded to another grid, half of one");
    }

    /// <summary>What another device computes by torch is, on this one, what managed code computes.</summary>
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Torch_and_managed_code_dequantise_alike(int bits, int width)
    {
        using var guard = new TensorGuard();
        using var stored = new BlockIntegers(bits, Draw(Rows * width), width);
        float[] managed = stored.Dequantise();
        using torch.Tensor all = stored.Weight.Dequantise(0, Rows);
        using torch.Tensor end = stored.Weight.Dequantise(2, Rows - 2);
        CollectionAssert.AreEqual(managed, TensorMemory.ToSingles(all));
        CollectionAssert.AreEqual(managed[(2 * width)..], TensorMemory.ToSingles(end));
    }

    [TestMethod]
    public void Rows_of_one_number_stay_and_a_number_that_is_not_finite_does_not_become_one()
    {
        using var guard = new TensorGuard();
        var weight = new float[Rows * 64];
        weight.AsSpan(64, 64).Fill(.25f);
        weight[128] = float.NaN;
        weight[200] = float.PositiveInfinity;
        weight[300] = float.NegativeInfinity;
        using var stored = new BlockIntegers(4, weight, 64);
        float[] values = stored.Dequantise();
        Assert.IsTrue(values.AsSpan(0, 64).SequenceEqual(new float[64]));
        Near.WithinAbsolute([.. Enumerable.Repeat(.25f, 64)], values.AsSpan(64, 64).ToArray(), .002);
        foreach (int at in (int[])[128, 200, 300])
        {
            Assert.IsFalse(float.IsFinite(values[at]), $"{at}");
        }
    }

    private static float[] Draw(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - .4f)];
    }
}
