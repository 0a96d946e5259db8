using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>A backbone with an adapter's factors and a head in memory: what fits and what scores. It does not own the backbone.</summary>
internal sealed class AdaptedModel : IDisposable
{
    private readonly Backbone _backbone;
    private readonly PoolingMode _pooling;

    public AdaptedModel(Backbone backbone, AdapterPlan plan, IReadOnlyList<long[]> headShapes, PoolingMode pooling, bool trains)
    {
        _backbone = backbone;
        _pooling = pooling;
        // Before anything is made: a plan of a stranger may ask for widths that no backbone has.
        IReadOnlyList<int> indexes = plan.IndexesIn(backbone.Sites);
        Factorization = plan.CreateFactorization();
        Factors = new LeafBuffer(new FactorLayout(plan.Sites).Shapes(), backbone.Device, trains);
        Head = new LeafBuffer(headShapes, backbone.Device, trains);
        Binding = new LowRankBinding(backbone.Sites.Count, indexes, plan.Sites, Factors.Leaves);
    }

    public torch.Device Device => _backbone.Device;

    public int HiddenSize => _backbone.HiddenSize;

    public IFactorization Factorization { get; }

    public LeafBuffer Factors { get; }

    public LeafBuffer Head { get; }

    public LowRankBinding Binding { get; }

    /// <summary>Whether the features are those of the frozen backbone, whatever the numbers that train.</summary>
    public bool HasFixedFeatures => Factorization.FactorCount == 0;

    /// <summary>The pooled features [rows, hidden].</summary>
    public torch.Tensor Features(TokenBatch batch)
    {
        using torch.Tensor hidden = _backbone.Forward(batch, Binding);
        return Pooling.Apply(_pooling, _backbone, batch, hidden);
    }

    public void Dispose()
    {
        Factors.Dispose();
        Head.Dispose();
    }
}
