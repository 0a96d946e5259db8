namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>LoRA (arXiv 2106.09685): the factors train themselves.</summary>
internal sealed class LoraMethod : LowRankMethod
{
    public override AdaptationMethod Kind => AdaptationMethod.LoRA;

    public override bool StartsAtRandom => true;

    public override IReadOnlyList<string> DefaultTargets => ["attention"];

    public override IReadOnlyList<string> UnusedSettings => NolaMethod.OwnSettings;

    public override IFactorization CreateFactorization(AdapterPlan plan) => new LoraFactorization(new FactorLayout(plan.Sites));
}
