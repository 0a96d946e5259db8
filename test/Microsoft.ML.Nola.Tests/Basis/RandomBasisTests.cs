using Microsoft.ML.Nola.Basis;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Basis;

[TestClass]
public sealed class RandomBasisTests
{
    [TestMethod]
    public void Expand_and_contract_agree_with_their_definition_in_double_precision()
    {
        foreach ((BasisDistribution distribution, int count, int rows, int columns) in BasisSamples.All)
        {
            RandomBasis basis = BasisSamples.Create(distribution, count, rows, columns);
            double[][] bases = BasisSamples.Bases(unchecked((ulong)-8123456789012345678), 0xFEDCBA98, distribution, count, rows, columns);
            float[] coefficients = BasisSamples.Numbers(count, 1);
            float[] gradient = BasisSamples.Numbers(rows * columns, 2);
            double scale = 1 / Math.Sqrt(distribution == BasisDistribution.Rademacher ? 3.0 * count : count);
            double[] factor = new double[rows * columns];
            double[] projections = new double[count];
            float[] entries = new float[rows * columns];
            for (int i = 0; i < count; i++)
            {
                basis.Fill(i, entries);
                for (int n = 0; n < factor.Length; n++)
                {
                    Assert.AreEqual(bases[i][n], entries[n], "A basis is exact.");
                    factor[n] += scale * coefficients[i] * bases[i][n];
                    projections[i] += scale * gradient[n] * bases[i][n];
                }
            }

            string what = $"{distribution} k={count} r={rows} d={columns}";
            float[] actual = new float[factor.Length];
            basis.Expand(coefficients, actual);
            Near.AreEqual(factor, actual, 2e-6, $"{what}: Expand");
            float[] contracted = new float[count];
            basis.Contract(gradient, contracted);
            Near.AreEqual(projections, contracted, 2e-6, $"{what}: Contract");
        }
    }

    [TestMethod]
    [DataRow(BasisDistribution.Rademacher)]
    [DataRow(BasisDistribution.Uniform)]
    public void A_basis_nests_in_a_bigger_one(BasisDistribution distribution)
    {
        RandomBasis big = new(77, 3, distribution, 200, 5, 37);
        RandomBasis small = new(77, 3, distribution, 131, 2, 19);
        float[] whole = new float[5 * 37];
        float[] part = new float[2 * 19];
        foreach (int index in (int[])[0, 1, 5, 127, 128, 130])
        {
            big.Fill(index, whole);
            small.Fill(index, part);
            for (int row = 0; row < 2; row++)
            {
                CollectionAssert.AreEqual(whole[(row * 37)..((row * 37) + 19)], part[(row * 19)..((row + 1) * 19)]);
            }
        }
    }

    [TestMethod]
    public void The_offset_depends_on_neither_distribution_nor_count()
    {
        float[] first = new float[3 * 50];
        float[] second = new float[3 * 50];
        new RandomBasis(9, 4, BasisDistribution.Rademacher, 16, 3, 50).FillOffset(first);
        new RandomBasis(9, 4, BasisDistribution.Uniform, 7, 3, 50).FillOffset(second);
        CollectionAssert.AreEqual(first, second);
        Assert.IsTrue(first.All(value => Math.Abs(value) <= 1 / Math.Sqrt(50)), "The bound is 1/sqrt(in).");
        Assert.IsGreaterThan(140, first.Distinct().Count());
    }

    [TestMethod]
    public void Zeros_expand_to_zero()
    {
        float[] factor = BasisSamples.Numbers(2 * 33, 1);
        new RandomBasis(1, 2, BasisDistribution.Rademacher, 50, 2, 33).Expand(new float[50], factor);
        Assert.IsTrue(factor.All(value => BitConverter.SingleToInt32Bits(value) == 0));
    }

    [TestMethod]
    public void Several_sets_in_one_pass_give_the_bits_of_single_passes()
    {
        const int Sets = 5;
        foreach ((BasisDistribution distribution, int count, int rows, int columns) in BasisSamples.All)
        {
            RandomBasis basis = BasisSamples.Create(distribution, count, rows, columns);
            int length = rows * columns;
            float[] coefficients = BasisSamples.Numbers((Sets * count) + 10, 3);
            float[] factors = BasisSamples.Numbers((Sets * length) + 10, 4);
            float[] expected = [.. factors];

            // In no order, and not side by side.
            int[] coefficientOffsets = [5, 0, count + 7, (4 * count) + 10, (2 * count) + 8];
            int[] factorOffsets = [(4 * length) + 9, length + 1, 0, (2 * length) + 3, (3 * length) + 4];
            for (int set = 0; set < Sets; set++)
            {
                basis.Expand(coefficients.AsSpan(coefficientOffsets[set], count), expected.AsSpan(factorOffsets[set], length));
            }

            basis.Expand(coefficients, coefficientOffsets, factors, factorOffsets);
            Assert.IsTrue(BasisSamples.SameBits(expected, factors), $"{distribution} k={count} r={rows} d={columns}: Expand");

            int[] gradientOffsets = [0, 10, length + 3, (2 * length) + 1, 4 * length];
            coefficientOffsets = [count + 1, 0, (2 * count) + 9, (4 * count) + 10, (3 * count) + 9];
            expected = [.. coefficients];
            for (int set = 0; set < Sets; set++)
            {
                basis.Contract(factors.AsSpan(gradientOffsets[set], length), expected.AsSpan(coefficientOffsets[set], count));
            }

            basis.Contract(factors, gradientOffsets, coefficients, coefficientOffsets);
            Assert.IsTrue(BasisSamples.SameBits(expected, coefficients), $"{distribution} k={count} r={rows} d={columns}: Contract");
        }
    }

    [TestMethod]
    public void Packed_signs_give_the_bits_of_drawn_ones()
    {
        foreach ((int count, int rows, int columns) in BasisSamples.Shapes)
        {
            RandomBasis basis = BasisSamples.Create(BasisDistribution.Rademacher, count, rows, columns);
            RandomBasis packed = basis.Pack();
            Assert.AreEqual(basis.Scale, packed.Scale);
            int length = rows * columns;
            float[] coefficients = BasisSamples.Numbers(4 * count, 9);
            float[] gradients = BasisSamples.Numbers(4 * length, 10);
            int[] factorOffsets = [0, length, 2 * length, 3 * length];
            int[] coefficientOffsets = [0, count, 2 * count, 3 * count];
            float[][] results = [.. ((RandomBasis[])[basis, packed, packed.Pack()]).Select(one =>
            {
                var factors = new float[4 * length];
                var contracted = new float[4 * count];
                one.Expand(coefficients, coefficientOffsets, factors, factorOffsets);
                one.Contract(gradients, factorOffsets, contracted, coefficientOffsets);
                var entries = new float[length];
                one.Fill(count - 1, entries);
                return (float[])[.. factors, .. contracted, .. entries];
            })];
            Assert.IsTrue(results.All(result => BasisSamples.SameBits(results[0], result)), $"k={count} r={rows} d={columns}");
        }
    }

    [TestMethod]
    public void Only_signs_are_packed_and_not_without_end()
    {
        InvalidOperationException numbers = Assert.ThrowsExactly<InvalidOperationException>(() => new RandomBasis(1, 1, BasisDistribution.Uniform, 4, 2, 3).Pack());
        Assert.Contains("Rademacher", numbers.Message);
        InvalidOperationException size = Assert.ThrowsExactly<InvalidOperationException>(
            () => new RandomBasis(1, 1, BasisDistribution.Rademacher, 1 << 20, 64, 4096).Pack());
        Assert.Contains("bytes", size.Message);
    }

    [TestMethod]
    public void Every_width_gives_the_same_bits()
    {
        IReadOnlyList<BasisEngine> engines = BasisEngine.Supported();
        Assert.AreEqual(1, engines[^1].Width);
        foreach ((BasisDistribution distribution, int count, int rows, int columns) in BasisSamples.All)
        {
            BasisSpec spec = new(123, 456, distribution, count, rows, columns);
            int length = rows * columns;
            float[] coefficients = BasisSamples.Numbers(4 * count, 5);
            float[] gradients = BasisSamples.Numbers(4 * length, 6);
            List<float[]> results = [];
            foreach (BasisEngine engine in engines)
            {
                // Four gradients: three that a kernel takes at once, and one by itself.
                int[] offsets = [0, length, 2 * length, 3 * length];
                float[] result = new float[4 * (length + count)];
                engine.Expand(spec, null, 0.3f, coefficients, [0, count, 2 * count, 3 * count], result, offsets);
                engine.Contract(spec, null, 0.3f, gradients, offsets, result, [.. Enumerable.Range(0, 4).Select(i => (4 * length) + (i * count))]);
                results.Add(result);
            }

            Assert.IsTrue(
                results.All(result => BasisSamples.SameBits(result, results[0])),
                $"{distribution} k={count} r={rows} d={columns}: widths {string.Join(", ", engines.Select(engine => engine.Width))} differ");
        }
    }

    [TestMethod]
    public void Arguments_outside_their_range_are_refused()
    {
        const BasisDistribution Signs = BasisDistribution.Rademacher;
        Refused("distribution", () => new RandomBasis(1, 1, (BasisDistribution)2, 1, 1, 1));
        Refused("count", () => new RandomBasis(1, 1, Signs, 0, 1, 1));
        Refused("count", () => new RandomBasis(1, 1, Signs, (1 << 27) + 1, 1, 1));
        Refused("count", () => new RandomBasis(1, 1, BasisDistribution.Uniform, (1 << 22) + 1, 1, 1));
        Refused("rows", () => new RandomBasis(1, 1, Signs, 1, 0, 1));
        Refused("rows", () => new RandomBasis(1, 1, Signs, 1, 4097, 1));
        Refused("columns", () => new RandomBasis(1, 1, Signs, 1, 1, 0));
        Refused("columns", () => new RandomBasis(1, 1, Signs, 1, 4096, (int.MaxValue / 4096) + 1));
        Refused("factor", () => RandomBasis.GetStream("a", (BasisFactor)2));
        Assert.ThrowsExactly<ArgumentNullException>(() => RandomBasis.GetStream(null!, BasisFactor.A));
        Assert.AreEqual(1f, new RandomBasis(1, 1, BasisDistribution.Uniform, 1, 1, 1).Scale);
        Assert.IsGreaterThan(0f, new RandomBasis(1, 1, Signs, 1 << 27, 1, 1).Scale);
    }

    [TestMethod]
    public void Spans_of_another_length_are_refused_and_named()
    {
        RandomBasis basis = new(1, 1, BasisDistribution.Rademacher, 5, 2, 3);
        Refused("index", () => basis.Fill(5, new float[6]));
        Refused("index", () => basis.Fill(-1, new float[6]));
        Misfit("basis", () => basis.Fill(0, new float[5]));
        Misfit("offset", () => basis.FillOffset(new float[7]));
        Misfit("coefficients", () => basis.Expand(new float[4], new float[6]));
        Misfit("factor", () => basis.Expand(new float[5], new float[7]));
        Misfit("gradient", () => basis.Contract(new float[5], new float[5]));
        Misfit("coefficients", () => basis.Contract(new float[6], new float[6]));
        Misfit("factorOffsets", () => basis.Expand(new float[5], [0], new float[12], [0, 6]));
        Misfit("coefficientOffsets", () => basis.Expand(new float[5], [1], new float[6], [0]));
        Misfit("factorOffsets", () => basis.Expand(new float[5], [0], new float[6], [-1]));
        Misfit("gradientOffsets", () => basis.Contract(new float[6], [1], new float[5], [0]));
        Misfit("coefficientOffsets", () => basis.Contract(new float[6], [0], new float[5], [int.MaxValue]));
        Misfit("coefficientOffsets", () => basis.Contract(new float[6], [0], new float[5], []));
    }

    private static void Refused(string name, Func<RandomBasis> create) => Refused(name, () => { _ = create(); });

    private static void Refused(string name, Action action) => Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(action).ParamName);

    private static void Misfit(string name, Action action)
    {
        ArgumentException exception = Assert.ThrowsExactly<ArgumentException>(action);
        Assert.AreEqual(name, exception.ParamName);
        Assert.Contains("Expected", exception.Message, StringComparison.Ordinal);
    }
}
