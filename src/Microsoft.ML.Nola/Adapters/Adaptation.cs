using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// An adapter on a network in memory. Two kinds differ in where their numbers lie: factors of low rank in flat memory, or the network's own tensors.
/// </summary>
internal abstract class Adaptation : IDisposable
{
    /// <summary>The network to ask: the shared backbone, or a private copy.</summary>
    public abstract Backbone Backbone { get; }

    /// <summary>What computes the network's linear maps.</summary>
    public abstract AdapterBinding Binding { get; }

    /// <summary>What drops entries of an adapter's input while training; null leaves the input as it is.</summary>
    public virtual IInputDropout? Dropout
    {
        get => null;
        set { }
    }

    /// <summary>Whether nothing below the head trains, so that the features of a row never change.</summary>
    public virtual bool HasFixedFeatures => false;

    /// <summary>The lowest layer, from 0, in which anything trains. What goes into it never changes for a row, whatever is learnt.</summary>
    public virtual int LowestLayer => 0;

    /// <summary>Takes fitted numbers.</summary>
    /// <param name="coefficients">All of them, in the order of <see cref="Adapter.Coefficients"/>.</param>
    public abstract void Load(ReadOnlySpan<float> coefficients);

    /// <summary>
    /// Puts what was loaded into private copies of the weights that it changes, for passes without gradients. What changes no shared weight stays as it is.
    /// </summary>
    public virtual void Merge()
    {
    }

    public abstract void Dispose();
}
