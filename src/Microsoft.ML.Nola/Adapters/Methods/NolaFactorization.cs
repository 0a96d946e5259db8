using System.Numerics.Tensors;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>
/// NOLA: A = A0 + sum a_i A_i and B = sum b_j B_j over seeded random bases, which are made again in every pass; a fit, which makes two passes a step, keeps
/// their signs meanwhile. Coefficients lie site after site, a (k numbers) before b (l numbers). Factors of one shape that read one stream share a pass over it.
/// </summary>
internal sealed class NolaFactorization : IFactorization
{
    /// <summary>
    /// The most bytes of signs that a fit keeps. Where they are few, reading them takes a third of the time of drawing them, though the network passes through
    /// the cache between steps; where they are many, it takes as long.
    /// </summary>
    private const long MaxPackedBytes = 16 << 20;

    private readonly FactorLayout _layout;
    private readonly BasisGroup[] _groups;

    public NolaFactorization(FactorLayout layout, long basisSeed, BasisDistribution distribution, BasisSharing sharing)
    {
        _layout = layout;
        FactorCount = layout.Count;
        CoefficientCount = layout.Sites.Sum(static site => checked(site.NumBasisA + site.NumBasisB));
        _groups = Group(Slots(layout, sharing), basisSeed, distribution);
    }

    public int CoefficientCount { get; }

    public int FactorCount { get; }

    /// <summary>0 around an offset; without one 1/k and 1/l, as the paper's vision release starts. Keeps the signs of the bases for the steps that follow.</summary>
    public void Initialize(Span<float> coefficients, int seed)
    {
        PackBases();
        int at = 0;
        foreach (SitePlan site in _layout.Sites)
        {
            coefficients.Slice(at, site.NumBasisA).Fill(site.Offset ? 0 : 1f / site.NumBasisA);
            at += site.NumBasisA;
            coefficients.Slice(at, site.NumBasisB).Fill(site.Offset ? 0 : 1f / site.NumBasisB);
            at += site.NumBasisB;
        }
    }

    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors)
    {
        foreach (BasisGroup group in _groups)
        {
            group.Basis.Expand(coefficients, group.CoefficientOffsets, factors, group.FactorOffsets);
            if (group.Offset is { } offset)
            {
                foreach (int at in group.FactorOffsets)
                {
                    Span<float> factor = factors.Slice(at, offset.Length);
                    TensorPrimitives.Add(offset, factor, factor);
                }
            }
        }
    }

    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients)
    {
        foreach (BasisGroup group in _groups)
        {
            group.Basis.Contract(factorGradients, group.FactorOffsets, coefficientGradients, group.CoefficientOffsets);
        }
    }

    private void PackBases()
    {
        long room = MaxPackedBytes;
        for (int i = 0; i < _groups.Length; i++)
        {
            RandomBasis basis = _groups[i].Basis;
            if (basis.CanPack && basis.PackedBytes <= room)
            {
                room -= basis.PackedBytes;
                _groups[i] = _groups[i] with { Basis = basis.Pack() };
            }
        }
    }

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

    private static BasisGroup[] Group(IEnumerable<Slot> slots, long basisSeed, BasisDistribution distribution)
        => [.. slots.GroupBy(static slot => slot.Shape).Select(group =>
        {
            BasisShape shape = group.Key;
            var basis = new RandomBasis(basisSeed, shape.Stream, distribution, shape.Count, shape.Rows, shape.Columns, shape.Scale);
            float[]? offset = null;
            if (shape.Offset)
            {
                basis.FillOffset(offset = new float[shape.Rows * shape.Columns]);
            }

            return new BasisGroup(
                basis, [.. group.Select(static slot => slot.CoefficientOffset)], [.. group.Select(static slot => slot.FactorOffset)], offset);
        })];

    private readonly record struct BasisShape(uint Stream, int Count, double? Scale, int Rows, int Columns, bool Offset);

    private readonly record struct Slot(BasisShape Shape, int CoefficientOffset, int FactorOffset);

    private sealed record BasisGroup(RandomBasis Basis, int[] CoefficientOffsets, int[] FactorOffsets, float[]? Offset);
}
