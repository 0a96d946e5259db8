using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>Uni-LoRA (arXiv 2506.00799): one vector trains, and the factors of all modules are made of its numbers.</summary>
internal sealed class UniLoraMethod : LowRankMethod
{
    public override AdaptationMethod Kind => AdaptationMethod.UniLoRA;

    /// <summary>With the sign of the vector turned an update is the same, and the start decides which sign a fit finds.</summary>
    public override bool StartsAtRandom => true;

    public override IReadOnlyList<string> DefaultTargets => ["attention"];

    /// <summary>A number of the vector stands for many entries, each of which it changes by little, so it may move further than a factor's entry.</summary>
    public override double LearningRate => 1e-2;

    public override IReadOnlyList<string> UnusedSettings { get; } =
        [.. NolaMethod.OwnSettings.Where(static name => name is not (nameof(AdapterConfig.BasisSeed) or nameof(AdapterConfig.ParameterBudget)))];

    public override IFactorization CreateFactorization(AdapterPlan plan)
        => new UniLoraFactorization(new FactorLayout(plan.Sites), plan.BasisSeed, plan.VectorLength);

    protected override AdapterPlan Complete(
        AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<AdapterSite> adapted, AdapterPlan plan)
    {
        long entries = plan.Sites.Sum(static site => (long)site.SizeA + site.SizeB);
        long length = config.ParameterBudget ?? Math.Min(DefaultBudget(plan.Sites, sites), entries);
        if (length > entries)
        {
            throw new SettingsException(
                $"Adapter.ParameterBudget is {length}, but the factors of {plan.Sites.Count} modules at rank {config.Rank} have {entries} entries. "
                + "Set a smaller budget, or a higher rank.");
        }

        return plan with { BasisSeed = config.BasisSeed, VectorLength = (int)length };
    }
}
