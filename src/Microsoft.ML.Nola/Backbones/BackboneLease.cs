using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// A share in a backbone. The backbone leaves memory some time after its last lease is disposed or collected: 30 seconds, or as many as the setting
/// <c>Nola.BackboneGracePeriodSeconds</c> of runtimeconfig.json says. Of the backbones that nobody leases only the last one stays.
/// </summary>
public sealed class BackboneLease : IDisposable
{
    private ReleaseShare? _release;

    internal BackboneLease(Backbone backbone, string folder, ReleaseShare release)
    {
        Backbone = backbone;
        Folder = folder;
        _release = release;
    }

    /// <summary>Finalizes a lease that was not disposed, so that a forgotten model does not keep its backbone in memory.</summary>
    ~BackboneLease() => Release(finalizing: true);

    /// <summary>Gets the backbone. Valid until the lease is disposed.</summary>
    public Backbone Backbone { get; }

    /// <summary>
    /// The folder that was asked for, where the tokenizer's files lie. Leases of one backbone may come from several copies, and each has its own.
    /// </summary>
    internal string Folder { get; }

    /// <summary>The last layer of the checkpoint, read from the folder; null if it was not fitted for the classification of texts.</summary>
    /// <inheritdoc cref="CheckpointHead.Read" path="/exception"/>
    internal CheckpointHead? ReadHead() => CheckpointHead.Read(Backbone, Folder);

    /// <summary>Returns the share. Safe to call more than once.</summary>
    public void Dispose()
    {
        Release(finalizing: false);
        GC.SuppressFinalize(this);
    }

    private void Release(bool finalizing) => Interlocked.Exchange(ref _release, null)?.Invoke(finalizing);
}
