using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>VeRA (arXiv 2310.11454): random factors that all modules share, and vectors that scale them.</summary>
internal sealed class VeraMethod : LowRankMethod
{
    public override AdaptationMethod Kind => AdaptationMethod.VeRA;

    public override IReadOnlyList<string> DefaultTargets => ["attention"];

    /// <summary>Its vectors want more than factors do: the paper has 4e-3 to 1e-2 on GLUE.</summary>
    public override double LearningRate => 1e-2;

    public override IReadOnlyList<string> UnusedSettings { get; } =
        [.. NolaMethod.OwnSettings.Where(static name => name != nameof(AdapterConfig.BasisSeed))];

    public override IFactorization CreateFactorization(AdapterPlan plan) => new VeraFactorization(new FactorLayout(plan.Sites), plan.BasisSeed);

    protected override AdapterPlan Complete(
        AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<AdapterSite> adapted, AdapterPlan plan) => plan with
    {
        BasisSeed = config.BasisSeed,
        Sites = [.. plan.Sites.Select(static site => site with { ScalesFixedFactors = true })],
    };
}
