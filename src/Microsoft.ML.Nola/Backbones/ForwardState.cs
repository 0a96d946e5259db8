using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// What a decoder carries from one forward pass to the next over the same rows: the keys and values of every token that it has read (the KV cache), and which
/// of them are padding. It belongs to the caller; the backbone itself stays unchanged. Passes with a state record no gradients.
/// </summary>
/// <threadsafety>For one thread at a time.</threadsafety>
public sealed class ForwardState : IDisposable
{
    private readonly List<KeyValueCache?> _layers = [];
    private int[] _mask = [];

    /// <summary>Gets the number of tokens that each row has read, padding included.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the number of rows; 0 before the first pass.</summary>
    public int Rows { get; private set; }

    /// <summary>1 where a token that was read is real, 0 where it is padding, [rows, length].</summary>
    internal ReadOnlySpan<int> Mask => _mask;

    /// <summary>Frees the cache. The state is then as it was before the first pass.</summary>
    public void Dispose()
    {
        _layers.ForEach(static layer => layer?.Dispose());
        _layers.Clear();
        _mask = [];
        (Length, Rows) = (0, 0);
    }

    /// <summary>Takes the mask of the tokens of a pass, before its layers run.</summary>
    /// <exception cref="ArgumentException">The batch has other rows.</exception>
    internal void Begin(TokenBatch batch)
    {
        if (Rows != 0 && Rows != batch.Rows)
        {
            throw new ArgumentException($"The batch has {batch.Rows} rows; the state is of {Rows}.", nameof(batch));
        }

        int length = Length + batch.Length;
        var mask = new int[batch.Rows * length];
        for (int row = 0; row < batch.Rows; row++)
        {
            _mask.AsSpan(row * Length, Length).CopyTo(mask.AsSpan(row * length));
            batch.AttentionMask.Span.Slice(row * batch.Length, batch.Length).CopyTo(mask.AsSpan((row * length) + Length));
        }

        (_mask, Length, Rows) = (mask, length, batch.Rows);
    }

    /// <summary>
    /// Adds the keys and values of the tokens of a pass, [rows, heads, new tokens, head size], and gives those of all tokens, as views that the caller owns.
    /// </summary>
    internal (torch.Tensor Keys, torch.Tensor Values) Append(int layer, torch.Tensor keys, torch.Tensor values)
    {
        KeyValueCache cache = CacheOf(layer, keys.device);
        return (cache.AppendKeys(keys, Length), cache.AppendValues(values, Length));
    }

    /// <summary>
    /// Adds the key and value of one token a row, [rows, heads * size], and gives the whole cache, [rows, heads, capacity, size], which stays the state's.
    /// </summary>
    internal (torch.Tensor Keys, torch.Tensor Values) AppendToken(
        int layer, int heads, int size, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, torch.Device device)
    {
        KeyValueCache cache = CacheOf(layer, device);
        return (cache.AppendKey(keys, Length, heads, size), cache.AppendValue(values, Length, heads, size));
    }

    /// <summary>Keeps the named rows, in the order named; a row may be named more than once.</summary>
    internal void Select(ReadOnlySpan<int> rows)
    {
        var mask = new int[rows.Length * Length];
        for (int i = 0; i < rows.Length; i++)
        {
            _mask.AsSpan(rows[i] * Length, Length).CopyTo(mask.AsSpan(i * Length));
        }

        foreach (KeyValueCache? layer in _layers)
        {
            layer?.Select(rows, Length);
        }

        (_mask, Rows) = (mask, rows.Length);
    }

    /// <summary>Forgets the last tokens of every row, so that each has read so many.</summary>
    internal void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        var mask = new int[Rows * length];
        for (int row = 0; row < Rows; row++)
        {
            _mask.AsSpan(row * Length, length).CopyTo(mask.AsSpan(row * length));
        }

        (_mask, Length) = (mask, length);
    }

    private KeyValueCache CacheOf(int layer, torch.Device device)
    {
        while (_layers.Count <= layer)
        {
            _layers.Add(null);
        }

        return _layers[layer] ??= new KeyValueCache(device);
    }
}
