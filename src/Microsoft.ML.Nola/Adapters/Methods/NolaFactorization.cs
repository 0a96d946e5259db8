using Microsoft.ML.Nola.Basis;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>
/// NOLA: A = A0 + sum a_i A_i and B = sum b_j B_j over seeded random bases, which are made again in every pass and never stored. Coefficients lie site
/// after site, a (k numbers) before b (l numbers). Factors of one shape that read one stream share a pass over it. Torch's threads wait meanwhile, so as many
/// of .NET's do the passes; the bits are the same for any number of them.
/// </summary>
internal sealed class NolaFactorization : IFactorization
{
    private readonly FactorLayout _layout;
    private readonly BasisPass[] _passes;

    public NolaFactorization(FactorLayout layout, long basisSeed, BasisDistribution distribution, BasisSharing sharing)
    {
        _layout = layout;
        FactorCount = layout.Count;
        CoefficientCount = layout.Sites.Sum(static site => checked(site.NumBasisA + site.NumBasisB));
        _passes = Group(Slots(layout, sharing), basisSeed, distribution);
    }

    public int CoefficientCount { get; }

    public int FactorCount { get; }

    /// <summary>0 around an offset; without one 1/k and 1/l, as the paper's vision release starts.</summary>
    public void Initialize(Span<float> coefficients, int seed)
    {
        int at = 0;
        foreach (SitePlan site in _layout.Sites)
        {
            coefficients.Slice(at, site.NumBasisA).Fill(site.Offset ? 0 : 1f / site.NumBasisA);
            at += site.NumBasisA;
            coefficients.Slice(at, site.NumBasisB).Fill(site.Offset ? 0 : 1f / site.NumBasisB);
            at += site.NumBasisB;
        }
    }

    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors) => Expand(coefficients, factors, TorchThreads.Own);

    /// <inheritdoc cref="IFactorization.Expand"/>
    /// <param name="coefficients">All coefficients.</param>
    /// <param name="factors">Receives all factors.</param>
    /// <param name="threads">The most threads that take part.</param>
    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors, int threads)
    {
        BasisPass[] passes = Divide(threads);
        ParallelParts.Run(passes.Length, threads, coefficients, factors, (i, source, target) => passes[i].Expand(source, target));
    }

    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients) =>
        Contract(factorGradients, coefficientGradients, TorchThreads.Own);

    /// <inheritdoc cref="IFactorization.Contract"/>
    /// <param name="factorGradients">The gradients of all factors.</param>
    /// <param name="coefficientGradients">Receives those of all coefficients.</param>
    /// <param name="threads">The most threads that take part.</param>
    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients, int threads)
    {
        BasisPass[] passes = Divide(threads);
        ParallelParts.Run(passes.Length, threads, factorGradients, coefficientGradients, (i, source, target) => passes[i].Contract(source, target));
    }

    private BasisPass[] Divide(int threads) => threads == 1 ? _passes : [.. _passes.SelectMany(pass => pass.Divide(threads))];

    private static IEnumerable<Slot> Slots(FactorLayout layout, BasisSharing sharing)
    {
        bool shared = sharing == BasisSharing.Shared;
        int at = 0;
        for (int i = 0; i < layout.Sites.Count; i++)
        {
            SitePlan site = layout.Sites[i];
            uint streamA = shared ? RandomBasis.GetSharedStream(BasisFactor.A) : RandomBasis.GetStream(site.Path, BasisFactor.A);
            uint streamB = shared ? RandomBasis.GetSharedStream(BasisFactor.B) : RandomBasis.GetStream(site.Path, BasisFactor.B);
            yield return new Slot(new BasisShape(streamA, site.NumBasisA, site.BasisScaleA, site.Rank, site.InFeatures, site.Offset), at, layout.OffsetA(i));
            at += site.NumBasisA;
            yield return new Slot(new BasisShape(streamB, site.NumBasisB, site.BasisScaleB, site.Rank, site.OutFeatures, Offset: false), at, layout.OffsetB(i));
            at += site.NumBasisB;
        }
    }

    private static BasisPass[] Group(IEnumerable<Slot> slots, long basisSeed, BasisDistribution distribution)
        => [.. slots.GroupBy(static slot => slot.Shape).OrderByDescending(static group => group.Key.Columns).Select(group =>
        {
            BasisShape shape = group.Key;
            var basis = new RandomBasis(basisSeed, shape.Stream, distribution, shape.Count, shape.Rows, shape.Columns, shape.Scale);
            float[]? offset = null;
            if (shape.Offset)
            {
                basis.FillOffset(offset = new float[shape.Rows * shape.Columns]);
            }

            return new BasisPass(
                basis, [.. group.Select(static slot => slot.CoefficientOffset)], [.. group.Select(static slot => slot.FactorOffset)], offset);
        })];

    private readonly record struct BasisShape(uint Stream, int Count, double? Scale, int Rows, int Columns, bool Offset);

    private readonly record struct Slot(BasisShape Shape, int CoefficientOffset, int FactorOffset);
}
