using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>No update: the head trains alone.</summary>
internal sealed class LinearProbeMethod : LowRankMethod
{
    public override AdaptationMethod Kind => AdaptationMethod.LinearProbe;

    public override bool HasLearningRate => false;

    public override bool HasGradientCheckpointing => false;

    public override IReadOnlyList<string> UnusedSettings => UpdateSettings;

    public override IFactorization CreateFactorization(AdapterPlan plan) => new LoraFactorization(new FactorLayout([]));

    public override AdapterPlan Resolve(AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<TensorPlan> tensors) => new()
    {
        Method = Kind,
        Rank = config.Rank,
        Alpha = config.ResolvedAlpha,
        Dropout = config.Dropout,
        TargetModules = [.. config.TargetModules],
        ExcludeModules = [.. config.ExcludeModules],
        Sites = [],
    };
}
