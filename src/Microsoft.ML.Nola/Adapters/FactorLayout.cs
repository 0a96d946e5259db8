namespace Microsoft.ML.Nola.Adapters;

/// <summary>Where the factors of each site lie in the flat buffer: A [r, in], then B transposed [r, out], site after site.</summary>
internal sealed class FactorLayout
{
    private readonly int[] _offsets;

    public FactorLayout(IReadOnlyList<SitePlan> sites)
    {
        Sites = sites;
        _offsets = new int[sites.Count];
        int at = 0;
        for (int i = 0; i < sites.Count; i++)
        {
            _offsets[i] = at;
            at = checked(at + sites[i].SizeA + sites[i].SizeB);
        }

        Count = at;
    }

    public IReadOnlyList<SitePlan> Sites { get; }

    /// <summary>The number of factor entries of all sites.</summary>
    public int Count { get; }

    public int OffsetA(int site) => _offsets[site];

    public int OffsetB(int site) => _offsets[site] + Sites[site].SizeA;

    /// <summary>The shapes of the buffer's pieces in order: A and B of the first site, of the second, ...</summary>
    public IReadOnlyList<long[]> Shapes()
        => [.. Sites.SelectMany(static site => (long[][])[[site.Rank, site.InFeatures], [site.Rank, site.OutFeatures]])];
}
