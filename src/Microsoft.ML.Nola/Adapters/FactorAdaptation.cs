using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>Updates of low rank beside a shared backbone, which stays as it is. Without sites it adapts nothing.</summary>
internal sealed class FactorAdaptation : Adaptation
{
    private readonly LowRankBinding _binding;
    private readonly IReadOnlyList<int> _indexes;
    private readonly AdapterPlan _plan;
    private MergedBinding? _merged;

    /// <summary>Allocates the factors.</summary>
    /// <param name="plan">The sites.</param>
    /// <param name="createFactorization">How numbers become factors. It may take memory of the factors' size, so it is called after the sites have been
    /// compared.</param>
    /// <param name="backbone">The backbone.</param>
    /// <param name="trains">Whether gradients are wanted.</param>
    public FactorAdaptation(AdapterPlan plan, Func<AdapterPlan, IFactorization> createFactorization, Backbone backbone, bool trains)
    {
        Backbone = backbone;
        _plan = plan;

        // First, since a plan from a file may ask for widths that no backbone has.
        _indexes = plan.IndexesIn(backbone.Sites);
        Factorization = createFactorization(plan);
        Factors = new LeafBuffer(new FactorLayout(plan.Sites).Shapes(), backbone.Device, trains, backbone.ComputeType.ToScalarType());
        LowestLayer = _indexes.Count == 0 ? 0 : _indexes.Min(index => backbone.Sites[index].Layer);
        _binding = new LowRankBinding(backbone.Sites.Count, _indexes, plan.Sites, Factors.Leaves);
    }

    public override Backbone Backbone { get; }

    public override AdapterBinding Binding => _merged is null ? _binding : _merged;

    public override IInputDropout? Dropout
    {
        get => _binding.Dropout;
        set => _binding.Dropout = value;
    }

    public override int LowestLayer { get; }

    public override bool HasFixedFeatures => Factors.Count == 0;

    public IFactorization Factorization { get; }

    /// <summary>The factors of all sites.</summary>
    public LeafBuffer Factors { get; }

    public override void Load(ReadOnlySpan<float> coefficients)
    {
        Factorization.Expand(coefficients, Factors.Values);
        Factors.Upload();
    }

    public override void Merge() => _merged ??= new MergedBinding(_indexes, _plan.Sites, Factors.Leaves, Backbone.KeepsDerivedTensors);

    public override void Dispose()
    {
        _merged?.Dispose();
        Factors.Dispose();
    }
}
