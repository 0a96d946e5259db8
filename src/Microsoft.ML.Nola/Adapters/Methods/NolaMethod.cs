using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>NOLA (arXiv 2310.02556): the factors are linear combinations of seeded random bases, and only the coefficients train.</summary>
internal sealed class NolaMethod : LowRankMethod
{
    /// <summary>The settings that only NOLA has a use for.</summary>
    public static readonly IReadOnlyList<string> OwnSettings =
    [
        nameof(AdapterConfig.NumBasisA), nameof(AdapterConfig.NumBasisB), nameof(AdapterConfig.ParameterBudget), nameof(AdapterConfig.BasisSeed),
        nameof(AdapterConfig.Distribution), nameof(AdapterConfig.Initialization), nameof(AdapterConfig.Sharing), nameof(AdapterConfig.NumBasisAPattern),
        nameof(AdapterConfig.NumBasisBPattern),
    ];

    private const int LeastBases = 16;

    public override AdaptationMethod Kind => AdaptationMethod.Nola;

    /// <summary>On MiniLM's query and value; 1e-2 is within a point of the default.</summary>
    public override (double Rate, string Seen)? HighLearningRate =>
        (3e-2, "text classifiers have lost two to three points of accuracy at 0.03 and learnt nothing at 0.1");

    public override IReadOnlyList<string> DefaultTargets => ["mlp"];

    public override IReadOnlyList<string> UnusedSettings => [];

    public override IFactorization CreateFactorization(AdapterPlan plan)
    {
        RefuseEqualStreams(plan);
        return new NolaFactorization(new FactorLayout(plan.Sites), plan.BasisSeed, plan.Distribution, plan.Sharing);
    }

    protected override AdapterPlan Complete(
        AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<AdapterSite> adapted, AdapterPlan plan)
    {
        int automatic = AutomaticBasisCount(config, plan.Sites, sites);
        SitePatterns<int> countsA = SitePatterns<int>.Of(config.NumBasisAPattern, nameof(config.NumBasisAPattern), adapted);
        SitePatterns<int> countsB = SitePatterns<int>.Of(config.NumBasisBPattern, nameof(config.NumBasisBPattern), adapted);
        return plan with
        {
            BasisSeed = config.BasisSeed,
            Distribution = config.Distribution,
            Initialization = config.Initialization,
            Sharing = config.Sharing,
            Sites =
            [
                .. plan.Sites.Select(site => site with
                {
                    NumBasisA = countsA.Get(site.Path, config.NumBasisA ?? automatic),
                    NumBasisB = countsB.Get(site.Path, config.NumBasisB ?? automatic),
                    Offset = config.Initialization == BasisInitialization.Offset,
                }),
            ],
        };
    }

    /// <summary>
    /// budget / (2 * sites), rounded down to a multiple of 16 if that leaves something. The default budget never gives less than 16 bases a factor.
    /// </summary>
    private static int AutomaticBasisCount(AdapterConfig config, IReadOnlyList<SitePlan> sites, IReadOnlyList<AdapterSite> backboneSites)
    {
        if (config.ParameterBudget is { } budget)
        {
            int share = budget / (2 * sites.Count);
            if (share > AdapterLimits.MaxBasisCount)
            {
                throw new SettingsException(
                    $"Adapter.ParameterBudget is {budget}, which makes {share} bases a factor on {sites.Count} modules; "
                    + $"at most {AdapterLimits.MaxBasisCount} are supported.");
            }

            return share >= LeastBases ? RoundDown(share) : Math.Max(1, share);
        }

        long half = DefaultBudget(sites, backboneSites);
        return Math.Max(LeastBases, RoundDown((int)Math.Min(half / (2 * sites.Count), AdapterLimits.MaxBasisCount)));

        static int RoundDown(int count) => count / LeastBases * LeastBases;
    }

    private static void RefuseEqualStreams(AdapterPlan plan)
    {
        if (plan.Sharing == BasisSharing.Shared)
        {
            return;
        }

        var seen = new Dictionary<uint, string>();
        foreach (SitePlan site in plan.Sites)
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
