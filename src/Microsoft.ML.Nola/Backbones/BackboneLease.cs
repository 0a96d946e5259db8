namespace Microsoft.ML.Nola.Backbones;

/// <summary>A share in a backbone. The backbone leaves memory when its last lease is disposed or collected.</summary>
public sealed class BackboneLease : IDisposable
{
    private Action? _release;

    internal BackboneLease(Backbone backbone, Action release)
    {
        Backbone = backbone;
        _release = release;
    }

    /// <summary>Finalizes a lease that was not disposed, so that a forgotten model does not hold its backbone for ever.</summary>
    ~BackboneLease() => Release();

    /// <summary>Gets the backbone. Valid until the lease is disposed.</summary>
    public Backbone Backbone { get; }

    /// <summary>Returns the share. Safe to call more than once.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private void Release() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
