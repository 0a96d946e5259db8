using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Basis;
using Microsoft.ML.Nola.Tests.Basis;

namespace Microsoft.ML.Nola.Tests.Adapters;

[TestClass]
public sealed class NolaFactorizationTests
{
    /// <summary>Sites of two shapes, some with an offset: passes over a shared basis have three factors at a time, and some left over.</summary>
    private static readonly FactorLayout Layout = new([.. Enumerable.Range(0, 11).Select(static i =>
        MaterializedSite.Plan($"layer.{i}", i % 3 == 0 ? 700 : 96, i % 3 == 0 ? 96 : 700, rank: 8, alpha: 8, k: 130, l: 70) with { Offset = i % 2 == 0 })]);

    public static IEnumerable<object[]> Kinds() =>
        from distribution in Enum.GetValues<BasisDistribution>()
        from sharing in Enum.GetValues<BasisSharing>()
        select new object[] { distribution, sharing };

    /// <summary>Each factor by a basis of its own, one after the other.</summary>
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Passes_over_several_factors_give_the_bits_of_single_ones(BasisDistribution distribution, BasisSharing sharing)
    {
        var factorization = new NolaFactorization(Layout, basisSeed: 42, distribution, sharing);
        float[] coefficients = BasisSamples.Numbers(factorization.CoefficientCount, 1);
        float[] gradients = BasisSamples.Numbers(factorization.FactorCount, 2);
        var expectedFactors = new float[factorization.FactorCount];
        var expectedGradients = new float[factorization.CoefficientCount];
        int at = 0;
        for (int i = 0; i < Layout.Sites.Count; i++)
        {
            SitePlan site = Layout.Sites[i];
            RandomBasis a = Create(site, BasisFactor.A, site.NumBasisA, site.InFeatures);
            RandomBasis b = Create(site, BasisFactor.B, site.NumBasisB, site.OutFeatures);
            Span<float> factorA = expectedFactors.AsSpan(Layout.OffsetA(i), site.SizeA);
            a.Expand(coefficients.AsSpan(at, site.NumBasisA), factorA);
            if (site.Offset)
            {
                var offset = new float[site.SizeA];
                a.FillOffset(offset);
                for (int n = 0; n < offset.Length; n++)
                {
                    factorA[n] = offset[n] + factorA[n];
                }
            }

            a.Contract(gradients.AsSpan(Layout.OffsetA(i), site.SizeA), expectedGradients.AsSpan(at, site.NumBasisA));
            at += site.NumBasisA;
            b.Expand(coefficients.AsSpan(at, site.NumBasisB), expectedFactors.AsSpan(Layout.OffsetB(i), site.SizeB));
            b.Contract(gradients.AsSpan(Layout.OffsetB(i), site.SizeB), expectedGradients.AsSpan(at, site.NumBasisB));
            at += site.NumBasisB;
        }

        RequireBits("drawn");
        factorization.Initialize(new float[factorization.CoefficientCount], seed: 0);
        RequireBits("kept for a fit");

        void RequireBits(string bases)
        {
            float[] factors = [.. Enumerable.Repeat(float.NaN, expectedFactors.Length)];
            float[] contracted = [.. Enumerable.Repeat(float.NaN, expectedGradients.Length)];
            factorization.Expand(coefficients, factors);
            factorization.Contract(gradients, contracted);
            Assert.IsTrue(BasisSamples.SameBits(expectedFactors, factors), $"Expand, bases {bases}");
            Assert.IsTrue(BasisSamples.SameBits(expectedGradients, contracted), $"Contract, bases {bases}");
        }

        RandomBasis Create(SitePlan site, BasisFactor factor, int count, int columns)
        {
            uint stream = sharing == BasisSharing.Shared ? RandomBasis.GetSharedStream(factor) : RandomBasis.GetStream(site.Path, factor);
            return new RandomBasis(42, stream, distribution, count, site.Rank, columns);
        }
    }
}
