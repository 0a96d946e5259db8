using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>How the hidden states of a batch become the features that a head takes. A saved model names its readout by <see cref="Name"/>.</summary>
internal abstract class Readout
{
    /// <summary>Gets the word that a saved model keeps.</summary>
    public abstract string Name { get; }

    /// <summary>Finds a readout by its name; null if there is none.</summary>
    public static Readout? Find(string name) =>
        name == TokensReadout.Word ? new TokensReadout()
        : name == LogitsReadout.LogitsWord ? new LogitsReadout()
        : Enum.GetValues<PoolingMode>().Select(static mode => new PooledReadout(mode)).FirstOrDefault(pooled => pooled.Name == name);

    /// <summary>Refuses a backbone that lacks what this readout needs.</summary>
    /// <exception cref="NolaCompatibilityException">The backbone has no such part.</exception>
    public abstract void Check(BackboneLease lease);

    /// <summary>The features of a batch. The caller owns them.</summary>
    public abstract torch.Tensor Apply(Backbone backbone, ModelOutput output);
}
