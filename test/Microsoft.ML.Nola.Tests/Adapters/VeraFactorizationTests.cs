using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;

namespace Microsoft.ML.Nola.Tests.Adapters;

[TestClass]
public sealed class VeraFactorizationTests
{
    private static readonly FactorLayout Layout = new([
        MaterializedSite.Plan("layer.0", 24, 40, rank: 16, alpha: 16, k: 0, l: 0) with { ScalesFixedFactors = true },
        MaterializedSite.Plan("layer.1", 40, 24, rank: 16, alpha: 16, k: 0, l: 0) with { ScalesFixedFactors = true },
    ]);

    /// <summary>diag(b) B diag(d) A, as the paper writes it, with A and B as they are where both vectors are ones.</summary>
    [TestMethod]
    public void The_update_is_that_of_the_paper()
    {
        var factorization = new VeraFactorization(Layout, seed: 3);
        Assert.AreEqual(16 + 40 + 16 + 24, factorization.CoefficientCount);
        float[] fixedFactors = Expand(factorization, [.. Enumerable.Repeat(1f, factorization.CoefficientCount)]);
        var random = new Random(4);
        float[] vectors = [.. Enumerable.Range(0, factorization.CoefficientCount).Select(_ => random.NextSingle() - 0.5f)];
        float[] factors = Expand(factorization, vectors);
        int at = 0;
        for (int i = 0; i < Layout.Sites.Count; i++)
        {
            SitePlan site = Layout.Sites[i];
            float[] d = vectors[at..(at + 16)];
            float[] b = vectors[(at + 16)..(at + 16 + site.OutFeatures)];
            for (int o = 0; o < site.OutFeatures; o++)
            {
                for (int x = 0; x < site.InFeatures; x++)
                {
                    Assert.AreEqual(Entry(fixedFactors, i, o, x, d, b[o]), Entry(factors, i, o, x, null, 1), 1e-5, $"site {i}, [{o}, {x}]");
                }
            }

            at += 16 + site.OutFeatures;
        }
    }

    /// <summary>All sites share A and B: a smaller one has a corner of them. Entries have Kaiming's variance, 2 / fan-in.</summary>
    [TestMethod]
    public void Sites_share_the_random_factors()
    {
        var factorization = new VeraFactorization(Layout, seed: 3);
        float[] factors = Expand(factorization, [.. Enumerable.Repeat(1f, factorization.CoefficientCount)]);
        for (int row = 0; row < 16; row++)
        {
            for (int column = 0; column < 24; column++)
            {
                Assert.AreEqual(factors[Layout.OffsetA(0) + (row * 24) + column], factors[Layout.OffsetA(1) + (row * 40) + column]);
                Assert.AreEqual(factors[Layout.OffsetB(0) + (row * 40) + column], factors[Layout.OffsetB(1) + (row * 24) + column]);
            }
        }

        float[] a = factors[Layout.OffsetA(1)..(Layout.OffsetA(1) + (16 * 40))];
        Assert.AreEqual(2.0 / 40, a.Average(static value => (double)value * value), 0.2 * 2.0 / 40);
        float[] b = factors[Layout.OffsetB(0)..(Layout.OffsetB(0) + (16 * 40))];
        Assert.AreEqual(2.0 / 16, b.Average(static value => (double)value * value), 0.2 * 2.0 / 16);
    }

    [TestMethod]
    public void Contraction_is_the_gradient_of_expansion()
    {
        var factorization = new VeraFactorization(Layout, seed: 3);
        var random = new Random(4);
        float[] vectors = [.. Enumerable.Range(0, factorization.CoefficientCount).Select(_ => random.NextSingle() - 0.5f)];
        float[] gradient = [.. Enumerable.Range(0, Layout.Count).Select(_ => random.NextSingle() - 0.5f)];
        var contracted = new float[factorization.CoefficientCount];
        factorization.Contract(gradient, contracted);
        double[] products = [.. vectors.Zip(contracted).Select(static pair => (double)pair.First * pair.Second)];

        // Each factor is linear in one vector, so the inner products of both sides agree.
        Assert.AreEqual(Expand(factorization, vectors).Zip(gradient).Sum(static pair => (double)pair.First * pair.Second), products.Sum(), 1e-4);
    }

    [TestMethod]
    public void It_starts_at_the_backbone()
    {
        var factorization = new VeraFactorization(Layout, seed: 3);
        var start = new float[factorization.CoefficientCount];
        factorization.Initialize(start, seed: 0);
        float[] factors = Expand(factorization, start);
        for (int i = 0; i < Layout.Sites.Count; i++)
        {
            SitePlan site = Layout.Sites[i];
            Assert.IsTrue(factors[Layout.OffsetB(i)..(Layout.OffsetB(i) + site.SizeB)].All(static value => value == 0));
            Assert.IsTrue(factors[Layout.OffsetA(i)..(Layout.OffsetA(i) + site.SizeA)].All(static value => value != 0));
        }
    }

    private static float[] Expand(VeraFactorization factorization, float[] vectors)
    {
        var factors = new float[Layout.Count];
        factorization.Expand(vectors, factors);
        return factors;
    }

    /// <summary>One entry of the update of a site: b times the sum over ranks of B, d and A.</summary>
    private static double Entry(float[] factors, int site, int output, int input, float[]? d, float b)
    {
        SitePlan plan = Layout.Sites[site];
        double sum = 0;
        for (int row = 0; row < plan.Rank; row++)
        {
            sum += (double)factors[Layout.OffsetB(site) + (row * plan.OutFeatures) + output] * (d?[row] ?? 1)
                * factors[Layout.OffsetA(site) + (row * plan.InFeatures) + input];
        }

        return b * sum;
    }
}
