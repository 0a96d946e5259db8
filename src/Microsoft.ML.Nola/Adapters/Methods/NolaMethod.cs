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
        nameof(AdapterConfig.Distribution), nameof(AdapterConfig.Initialization), nameof(AdapterConfig.Sharing),
    ];

    public override AdaptationMethod Kind => AdaptationMethod.Nola;

    public override IReadOnlyList<string> DefaultTargets => ["mlp"];

    public override IReadOnlyList<string> UnusedSettings => [];

    public override IFactorization CreateFactorization(AdapterPlan plan)
    {
        RefuseEqualStreams(plan);
        return new NolaFactorization(new FactorLayout(plan.Sites), plan.BasisSeed, plan.Distribution, plan.Sharing);
    }

    protected override AdapterPlan Complete(AdapterConfig config, Backbone backbone, AdapterPlan plan)
    {
        int automatic = AutomaticBasisCount(config, plan.Sites.Count, backbone.Sites);
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
                    NumBasisA = config.NumBasisA ?? automatic,
                    NumBasisB = config.NumBasisB ?? automatic,
                    Offset = config.Initialization == BasisInitialization.Offset,
                }),
            ],
        };
    }

    /// <summary>budget / (2 * sites), rounded down to a multiple of 16 where that leaves something; unset, the budget is half of LoRA r = 1 on query and value.</summary>
    private static int AutomaticBasisCount(AdapterConfig config, int siteCount, IReadOnlyList<AdapterSite> backboneSites)
    {
        int budget = config.ParameterBudget
            ?? backboneSites.Where(static site => site.Role is SiteRole.Query or SiteRole.Value).Sum(static site => site.InFeatures + site.OutFeatures) / 2;
        int share = budget / (2 * siteCount);
        return share >= 16 ? share / 16 * 16 : Math.Max(1, share);
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
