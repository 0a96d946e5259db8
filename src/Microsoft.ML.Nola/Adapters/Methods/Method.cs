using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>
/// One way to adapt a network: what it adapts and at which rates if the user does not say, and how it comes into memory. A method is one class and one line
/// here.
/// </summary>
internal abstract class Method
{
    private static readonly Dictionary<AdaptationMethod, Method> Known =
        new Method[] { new NolaMethod(), new LoraMethod(), new LinearProbeMethod(), new FullFineTuningMethod(), new UniLoraMethod(), new VeraMethod() }
        .ToDictionary(static method => method.Kind);

    /// <summary>Gets the member of the public enumeration.</summary>
    public abstract AdaptationMethod Kind { get; }

    /// <summary>
    /// Gets the peak learning rate beside the head. Measured (bench/results): on 2,000 rows of SST-2 5e-3 is .004 better for NOLA, which is less than the
    /// spread of its seeds; on 770 rows of Banking77 it loses half a point or more against 3e-3.
    /// </summary>
    public virtual double LearningRate => 3e-3;

    /// <summary>Gets the rate from which fits have been seen to lose or to diverge, and what was seen; null if nobody has looked.</summary>
    public virtual (double Rate, string Seen)? HighLearningRate => null;

    /// <summary>Gets whether anything beside the head trains.</summary>
    public virtual bool HasLearningRate => true;

    /// <summary>Gets the peak learning rate of the head.</summary>
    public virtual double HeadLearningRate => 5e-3;

    /// <summary>Gets whether a fit starts at numbers that are drawn from the training seed, so that those of two fits do not mean the same.</summary>
    public virtual bool StartsAtRandom => false;

    /// <summary>Gets whether layers can be computed again for their gradients.</summary>
    public virtual bool HasGradientCheckpointing => false;

    /// <summary>Gets the settings of <see cref="AdapterConfig"/> that have no effect with this method.</summary>
    public abstract IReadOnlyList<string> UnusedSettings { get; }

    public static Method Of(AdaptationMethod kind) => Known[kind];

    /// <summary>Resolves a configuration for the sites and tensors of a backbone.</summary>
    public abstract AdapterPlan Resolve(AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<TensorPlan> tensors);

    /// <summary>Brings the adapter into memory, with nothing adapted yet.</summary>
    /// <param name="plan">A plan of this method.</param>
    /// <param name="lease">The backbone, which outlives what this returns.</param>
    /// <param name="trains">Whether gradients are wanted.</param>
    public abstract Adaptation Bind(AdapterPlan plan, BackboneLease lease, bool trains);
}
