using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>A configuration with every number resolved for one backbone: the ordered sites and what their factors are made of.</summary>
internal sealed record AdapterPlan
{
    /// <summary>The bases of a factor come in multiples of this, and there are at least as many if nobody asks for fewer.</summary>
    private const int LeastBases = 16;
    private const int MostBases = 1 << 20;

    public required AdaptationMethod Method { get; init; }

    public required IReadOnlyList<SitePlan> Sites { get; init; }

    public required int Rank { get; init; }

    public required double Alpha { get; init; }

    public required double Dropout { get; init; }

    public required IReadOnlyList<string> TargetModules { get; init; }

    public required IReadOnlyList<string> ExcludeModules { get; init; }

    public long BasisSeed { get; init; }

    public BasisDistribution Distribution { get; init; }

    public BasisInitialization Initialization { get; init; }

    public BasisSharing Sharing { get; init; }

    /// <summary>Resolves a configuration.</summary>
    public static AdapterPlan Resolve(AdapterConfig config, IReadOnlyList<AdapterSite> backboneSites)
    {
        IReadOnlyList<string> targets = ResolveTargets(config);
        IReadOnlyList<AdapterSite> sites = config.Method == AdaptationMethod.LinearProbe
            ? []
            : TargetSelector.Select(backboneSites, [.. targets], config.ExcludeModules);
        bool isNola = config.Method == AdaptationMethod.Nola;
        int automatic = isNola ? AutomaticBasisCount(config, sites, backboneSites) : 0;
        return new AdapterPlan
        {
            Method = config.Method,
            Rank = config.Rank,
            Alpha = config.ResolvedAlpha,
            Dropout = config.Dropout,
            TargetModules = targets,
            ExcludeModules = [.. config.ExcludeModules],
            BasisSeed = config.BasisSeed,
            Distribution = config.Distribution,
            Initialization = config.Initialization,
            Sharing = config.Sharing,
            Sites =
            [
                .. sites.Select(site => new SitePlan
                {
                    Path = site.Path,
                    PeftPath = site.PeftPath,
                    InFeatures = site.InFeatures,
                    OutFeatures = site.OutFeatures,
                    Rank = config.Rank,
                    Alpha = config.ResolvedAlpha,
                    NumBasisA = isNola ? config.NumBasisA ?? automatic : 0,
                    NumBasisB = isNola ? config.NumBasisB ?? automatic : 0,
                    Offset = isNola && config.Initialization == BasisInitialization.Offset,
                }),
            ],
        };
    }

    public IFactorization CreateFactorization()
    {
        var layout = new FactorLayout(Sites);
        if (Method != AdaptationMethod.Nola)
        {
            return new LoraFactorization(layout);
        }

        RefuseEqualStreams();
        return new NolaFactorization(layout, BasisSeed, Distribution, Sharing);
    }

    /// <summary>The backbone's site numbers of the adapted sites; refuses a backbone that lacks one or has another shape there.</summary>
    public IReadOnlyList<int> IndexesIn(IReadOnlyList<AdapterSite> backboneSites)
    {
        Dictionary<string, AdapterSite> byPath = backboneSites.ToDictionary(static site => site.Path, StringComparer.Ordinal);
        return
        [
            .. Sites.Select(site => byPath.TryGetValue(site.Path, out AdapterSite? found)
                && found.InFeatures == site.InFeatures && found.OutFeatures == site.OutFeatures
                    ? found.Index
                    : throw new NolaCompatibilityException(
                        $"The adapter updates '{site.Path}' [{site.OutFeatures}, {site.InFeatures}]; the backbone has {found?.ToString() ?? "no such module"}.")),
        ];
    }

    private static IReadOnlyList<string> ResolveTargets(AdapterConfig config)
        => config.TargetModules.Count > 0 ? [.. config.TargetModules]
            : config.Method switch
            {
                AdaptationMethod.Nola => ["mlp"],
                AdaptationMethod.LoRA => ["attention"],
                _ => [],
            };

    /// <summary>
    /// budget / (2 * sites), rounded down to a multiple of 16 if that leaves something. Unset, the budget is half of what LoRA of rank 1 trains on whatever
    /// carries query and value, or on the adapted sites if nothing does, and never gives less than 16 bases a factor.
    /// </summary>
    private static int AutomaticBasisCount(AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<AdapterSite> backboneSites)
    {
        if (config.ParameterBudget is { } budget)
        {
            int share = budget / (2 * sites.Count);
            return share >= LeastBases ? RoundDown(share) : Math.Max(1, share);
        }

        AdapterSite[] carriers = [.. backboneSites.Where(static site => site.Role is SiteRole.Query or SiteRole.Value or SiteRole.AttentionFused)];
        long half = (carriers.Length > 0 ? carriers : sites).Sum(static site => (long)site.InFeatures + site.OutFeatures) / 2;
        return Math.Max(LeastBases, RoundDown((int)Math.Min(half / (2 * sites.Count), MostBases)));

        static int RoundDown(int count) => count / LeastBases * LeastBases;
    }

    private void RefuseEqualStreams()
    {
        if (Sharing == BasisSharing.Shared)
        {
            return;
        }

        var seen = new Dictionary<uint, string>();
        foreach (SitePlan site in Sites)
        {
            foreach (BasisFactor factor in (BasisFactor[])[BasisFactor.A, BasisFactor.B])
            {
                if (!seen.TryAdd(RandomBasis.GetStream(site.Path, factor), site.Path))
                {
                    throw new NolaCompatibilityException(
                        $"'{site.Path}' and '{seen[RandomBasis.GetStream(site.Path, factor)]}' would read the same random stream; adapt one of them only.");
                }
            }
        }
    }
}
