using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>Full fine-tuning: every tensor of a private copy of the backbone trains, embeddings and norms included. Its zip holds them all.</summary>
internal sealed class FullFineTuningMethod : Method
{
    /// <summary>A file of as many numbers fits one array of bytes.</summary>
    private static readonly long MaxNumbers = (Array.MaxLength - (1 << 20)) / sizeof(float);

    public override AdaptationMethod Kind => AdaptationMethod.FullFineTuning;

    /// <summary>Between 3e-5 and 1e-4 it learns best on MiniLM; 1e-3 diverges.</summary>
    public override double LearningRate => 5e-5;

    public override (double Rate, string Seen)? HighLearningRate => (1e-3, "text classifiers have diverged at 0.001");

    public override IReadOnlyList<string> UnusedSettings => LowRankMethod.UpdateSettings;

    /// <summary>The plan of tensors that change as a whole: there are no sites, and no scale.</summary>
    public static AdapterPlan CreatePlan(IReadOnlyList<TensorPlan> tensors, double dropout) => new()
    {
        Method = AdaptationMethod.FullFineTuning,
        Rank = 1,
        Alpha = 1,
        Dropout = dropout,
        TargetModules = [],
        ExcludeModules = [],
        Sites = [],
        Tensors = tensors,
    };

    public override AdapterPlan Resolve(AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<TensorPlan> tensors)
    {
        long count = tensors.Sum(static tensor => tensor.Size);
        if (count > MaxNumbers)
        {
            throw new SettingsException(
                $"Adapter.Method is FullFineTuning, but the backbone has {count} numbers; at most {MaxNumbers} can be saved. "
                + "Choose a smaller backbone or another method.");
        }

        return CreatePlan(tensors, config.Dropout);
    }

    public override Adaptation Bind(AdapterPlan plan, BackboneLease lease, bool trains)
    {
        // Compared with the shared backbone first, so that no copy is made for a plan of another one.
        if (!plan.Tensors.SequenceEqual(TensorPlan.Of(lease.Backbone)))
        {
            throw new NolaCompatibilityException($"The fitted tensors are not those of the backbone {lease.Backbone.Identity} in '{lease.Folder}'.");
        }

        LoadedBackbone copy = Backbone.LoadPrivate(lease.Folder, lease.Backbone.Identity, lease.Backbone.Device);
        try
        {
            return new NetworkAdaptation(copy.Backbone, [.. copy.Backbone.Parameters.Select(static parameter => parameter.Tensor)], copy, trains);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
