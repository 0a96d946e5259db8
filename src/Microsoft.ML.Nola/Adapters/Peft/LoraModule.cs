namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// An adapted module as PEFT knows it, with the sites that lie in it: itself, or slices of a fused map. PEFT has one pair of factors for a module, so those
/// of its slices are put together: the A of one below that of the other, each B in the columns and rows of its slice.
/// </summary>
internal sealed class LoraModule
{
    private readonly IReadOnlyList<(int Index, SitePlan Plan)> _sites;

    private LoraModule(IReadOnlyList<(int Index, SitePlan Plan)> sites)
    {
        _sites = sites;
    }

    /// <summary>The canonical path of the module.</summary>
    public string Path => PathOf(First.Path);

    public string PeftPath => First.PeftPath;

    public int InFeatures => First.InFeatures;

    public int OutFeatures => First.Slice?.ModuleOutFeatures ?? First.OutFeatures;

    public int Rank => _sites.Sum(static site => site.Plan.Rank);

    /// <summary>The alpha that gives the scale of its sites, which all have one.</summary>
    public double Alpha => First.Alpha / First.Rank * Rank;

    private SitePlan First => _sites[0].Plan;

    /// <summary>The modules of some sites.</summary>
    public static IReadOnlyList<LoraModule> Of(IReadOnlyList<SitePlan> sites) =>
    [
        .. sites.Select(static (site, index) => (Index: index, Plan: site)).GroupBy(static site => site.Plan.PeftPath, StringComparer.Ordinal)
            .Select(static module => new LoraModule([.. module])),
    ];

    /// <summary>The canonical path of the module in which a site lies.</summary>
    public static string PathOf(string sitePath) => sitePath.Split(':')[0];

    /// <summary>A, [rank, in].</summary>
    public float[] A(FactorLayout layout, ReadOnlySpan<float> factors)
    {
        var a = new float[checked(Rank * InFeatures)];
        int at = 0;
        foreach ((int index, SitePlan site) in _sites)
        {
            factors.Slice(layout.OffsetA(index), site.SizeA).CopyTo(a.AsSpan(at));
            at += site.SizeA;
        }

        return a;
    }

    /// <summary>B, [out, rank].</summary>
    public float[] B(FactorLayout layout, ReadOnlySpan<float> factors)
    {
        int rank = Rank;
        var b = new float[checked(rank * OutFeatures)];
        int first = 0;
        foreach ((int index, SitePlan site) in _sites)
        {
            ReadOnlySpan<float> transposed = factors.Slice(layout.OffsetB(index), site.SizeB);
            for (int i = 0; i < transposed.Length; i++)
            {
                (int column, int row) = Math.DivRem(i, site.OutFeatures);
                b[(((site.Slice?.Offset ?? 0) + row) * rank) + first + column] = transposed[i];
            }

            first += site.Rank;
        }

        return b;
    }
}
