using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>A method that adds an update of low rank to chosen linear maps of a shared backbone. Such methods differ in the factorization.</summary>
internal abstract class LowRankMethod : Method
{
    /// <summary>The settings of an update, for which a method without one has no use.</summary>
    public static readonly IReadOnlyList<string> UpdateSettings =
    [
        .. NolaMethod.OwnSettings, nameof(AdapterConfig.Rank), nameof(AdapterConfig.Alpha), nameof(AdapterConfig.TargetModules),
        nameof(AdapterConfig.ExcludeModules), nameof(AdapterConfig.RankPattern), nameof(AdapterConfig.AlphaPattern),
    ];

    public override bool HasGradientCheckpointing => true;

    /// <summary>Gets the targets if none are named.</summary>
    public virtual IReadOnlyList<string> DefaultTargets => [];

    /// <summary>How numbers become the factors of a plan's sites.</summary>
    public abstract IFactorization CreateFactorization(AdapterPlan plan);

    public override AdapterPlan Resolve(AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<TensorPlan> tensors)
    {
        IReadOnlyList<string> targets = config.TargetModules.Count > 0 ? [.. config.TargetModules] : DefaultTargets;
        IReadOnlyList<AdapterSite> selected = TargetSelector.Select(sites, [.. targets], config.ExcludeModules);
        SitePatterns<int> ranks = SitePatterns<int>.Of(config.RankPattern, nameof(config.RankPattern), selected);
        SitePatterns<double> alphas = SitePatterns<double>.Of(config.AlphaPattern, nameof(config.AlphaPattern), selected);
        long size = selected.Sum(site => ranks.Get(site.Path, config.Rank) * (site.InFeatures + (long)site.OutFeatures));
        if (size > Array.MaxLength)
        {
            throw new SettingsException(
                $"Adapter.Rank {config.Rank} on {selected.Count} modules makes factors of {size} numbers, more than the {Array.MaxLength} that are supported. "
                + "Choose a lower rank or fewer modules.");
        }

        return Complete(config, sites, selected, new AdapterPlan
        {
            Method = Kind,
            Rank = config.Rank,
            Alpha = config.ResolvedAlpha,
            Dropout = config.Dropout,
            TargetModules = targets,
            ExcludeModules = [.. config.ExcludeModules],
            Sites =
            [
                .. selected.Select(site => new SitePlan
                {
                    Path = site.Path,
                    PeftPath = site.PeftPath,
                    Slice = site.Slice,
                    InFeatures = site.InFeatures,
                    OutFeatures = site.OutFeatures,
                    Rank = ranks.Get(site.Path, config.Rank),
                    Alpha = alphas.Get(site.Path, config.Alpha ?? ranks.Get(site.Path, config.Rank)),
                }),
            ],
        });
    }

    public override Adaptation Bind(AdapterPlan plan, BackboneLease lease, bool trains)
        => new FactorAdaptation(plan, CreateFactorization, lease.Backbone, trains);

    /// <summary>
    /// How many numbers train if the user does not say: half of what LoRA of rank 1 trains on whatever carries query and value, or on the adapted sites if
    /// nothing does.
    /// </summary>
    protected static long DefaultBudget(IReadOnlyList<SitePlan> sites, IReadOnlyList<AdapterSite> backboneSites)
    {
        long carriers = backboneSites.Where(static site => site.Role is SiteRole.Query or SiteRole.Value)
            .Sum(static site => (long)site.InFeatures + site.OutFeatures);
        return (carriers > 0 ? carriers : sites.Sum(static site => (long)site.InFeatures + site.OutFeatures)) / 2;
    }

    /// <summary>Adds what only this method knows.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="sites">All sites of the backbone.</param>
    /// <param name="adapted">Those that are adapted.</param>
    /// <param name="plan">What is common to all methods.</param>
    protected virtual AdapterPlan Complete(
        AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<AdapterSite> adapted, AdapterPlan plan) => plan;
}
