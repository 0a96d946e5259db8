using System.Globalization;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>One adapted site with every number resolved. What a saved adapter lists; it needs no backbone to be understood.</summary>
internal sealed record SitePlan
{
    /// <summary>The canonical path of the site.</summary>
    public required string Path { get; init; }

    /// <summary>The path under which PEFT stores the site's factors.</summary>
    public required string PeftPath { get; init; }

    /// <summary>Where the site lies in its module; null if it is the whole of it, or if a file does not say it.</summary>
    public ModuleSlice? Slice { get; init; }

    public required int InFeatures { get; init; }

    public required int OutFeatures { get; init; }

    public required int Rank { get; init; }

    public required double Alpha { get; init; }

    /// <summary>k; 0 if the factors train themselves.</summary>
    public int NumBasisA { get; init; }

    /// <summary>l; 0 if the factors train themselves.</summary>
    public int NumBasisB { get; init; }

    /// <summary>What the sum of the bases of A is multiplied by; null for what k gives. The first bases of more keep the scale of all.</summary>
    public double? BasisScaleA { get; init; }

    /// <summary>The same of B.</summary>
    public double? BasisScaleB { get; init; }

    /// <summary>Whether A has the seeded offset A0.</summary>
    public bool Offset { get; init; }

    /// <summary>Whether the factors are fixed, and a number for each rank and one for each output train.</summary>
    public bool ScalesFixedFactors { get; init; }

    /// <summary>s = alpha / r.</summary>
    public double Scale => Alpha / Rank;

    /// <summary>How many numbers train at the site: coefficients, what scales fixed factors, or the factors themselves.</summary>
    public int ParameterCount =>
        NumBasisA > 0 ? checked(NumBasisA + NumBasisB) : ScalesFixedFactors ? checked(Rank + OutFeatures) : checked(SizeA + SizeB);

    /// <summary>The number of entries of A, [r, in].</summary>
    public int SizeA => checked(Rank * InFeatures);

    /// <summary>The number of entries of B, kept as its transpose [r, out].</summary>
    public int SizeB => checked(Rank * OutFeatures);

    /// <summary>Sizes and scales, for messages.</summary>
    public string Describe()
    {
        string map = string.Create(CultureInfo.InvariantCulture, $"[{OutFeatures}, {InFeatures}], rank {Rank}, alpha {Alpha:R}");
        return NumBasisA == 0 ? map : string.Create(
            CultureInfo.InvariantCulture,
            $"{map}, {NumBasisA} and {NumBasisB} bases{DescribeScale(BasisScaleA)}{DescribeScale(BasisScaleB)}{(Offset ? ", an offset" : string.Empty)}");

        static string DescribeScale(double? scale) => scale is { } own ? string.Create(CultureInfo.InvariantCulture, $", scale {own:R}") : string.Empty;
    }

    /// <summary>The site with its first bases alone. One that has no more keeps all of them.</summary>
    /// <param name="distribution">The distribution of the bases, which the scale depends on.</param>
    /// <param name="numBasisA">The most bases of A.</param>
    /// <param name="numBasisB">The most bases of B.</param>
    public SitePlan Truncate(BasisDistribution distribution, int numBasisA, int numBasisB) => this with
    {
        NumBasisA = Math.Min(NumBasisA, numBasisA),
        BasisScaleA = NumBasisA > numBasisA ? BasisScaleA ?? RandomBasis.ScaleOf(distribution, NumBasisA) : BasisScaleA,
        NumBasisB = Math.Min(NumBasisB, numBasisB),
        BasisScaleB = NumBasisB > numBasisB ? BasisScaleB ?? RandomBasis.ScaleOf(distribution, NumBasisB) : BasisScaleB,
    };
}
