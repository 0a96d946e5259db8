using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>Updates of low rank beside a shared backbone, which stays as it is. Without sites it adapts nothing.</summary>
internal sealed class FactorAdaptation : Adaptation
{
    private readonly LowRankBinding _binding;

    public FactorAdaptation(AdapterPlan plan, IFactorization factorization, Backbone backbone, bool trains)
    {
        Backbone = backbone;

        // Before anything is made: a plan from a file may ask for widths that no backbone has.
        IReadOnlyList<int> indexes = plan.IndexesIn(backbone.Sites);
        Factorization = factorization;
        Factors = new LeafBuffer(new FactorLayout(plan.Sites).Shapes(), backbone.Device, trains);
        _binding = new LowRankBinding(backbone.Sites.Count, indexes, plan.Sites, Factors.Leaves);
    }

    public override Backbone Backbone { get; }

    public override AdapterBinding Binding => _binding;

    public override IInputDropout? Dropout
    {
        get => _binding.Dropout;
        set => _binding.Dropout = value;
    }

    public override bool HasFixedFeatures => Factors.Count == 0;

    public IFactorization Factorization { get; }

    /// <summary>The factors of all sites.</summary>
    public LeafBuffer Factors { get; }

    public override void Load(ReadOnlySpan<float> coefficients)
    {
        Factorization.Expand(coefficients, Factors.Values);
        Factors.Upload();
    }

    public override void Dispose() => Factors.Dispose();
}
