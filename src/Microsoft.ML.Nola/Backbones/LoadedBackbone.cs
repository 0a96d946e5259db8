using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// The owner of a backbone's tensors. A backbone itself has no public Dispose, because others may hold it. What <see cref="Backbone.LoadPrivate"/>
/// gives is shared with nobody, so its holder may train the tensors.
/// </summary>
internal sealed class LoadedBackbone(Backbone backbone, BackboneNetwork network) : IDisposable
{
    public Backbone Backbone => backbone;

    /// <summary>Frees the tensors. Safe to call more than once.</summary>
    public void Dispose() => TorchGate.Shared.Free(network.Dispose);
}
