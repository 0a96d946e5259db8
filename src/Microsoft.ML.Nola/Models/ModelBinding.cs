namespace Microsoft.ML.Nola.Models;

/// <summary>A model that is being bound or is bound: the first caller builds it while the others wait, and it can be given back at any moment.</summary>
internal sealed class ModelBinding(Func<BoundModel> create)
{
    private readonly Lazy<BoundModel> _model = new(create);
    private int _released;
    private int _disposed;

    /// <summary>The bound model with one more holder, built if it is not there yet; null if it was given back and nobody holds it any more.</summary>
    public BoundModel? Acquire()
    {
        BoundModel model = _model.Value;
        bool holds = model.TryAddHolder();
        if (Interlocked.CompareExchange(ref _released, 0, 0) != 0)
        {
            DisposeOnce();
        }

        return holds ? model : null;
    }

    /// <summary>Gives the model back. If it is still being built, the builder does so afterwards.</summary>
    public void Release()
    {
        Interlocked.Exchange(ref _released, 1);
        if (_model.IsValueCreated)
        {
            DisposeOnce();
        }
    }

    private void DisposeOnce()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _model.Value.Dispose();
        }
    }
}
