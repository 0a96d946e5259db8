using Microsoft.ML.Nola.Backbones;

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
}
