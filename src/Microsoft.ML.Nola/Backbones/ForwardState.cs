using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// What a decoder carries from one forward pass to the next over the same rows: the keys and values of every token that it has read (the KV cache), and which
/// of them are padding. It belongs to the caller; the backbone itself stays unchanged. Passes with a state record no gradients.
/// </summary>
/// <threadsafety>For one thread at a time.</threadsafety>
public sealed class ForwardState : IDisposable
{
    private const int LeastCapacity = 64;

    private readonly List<LayerCache?> _layers = [];
    private int[] _mask = [];

    /// <summary>Gets the number of tokens that each row has read, padding included.</summary>
    public int Length { get; private set; }

    /// <summary>Gets the number of rows; 0 before the first pass.</summary>
    public int Rows { get; private set; }

    /// <summary>1 where a token that was read is real, 0 where it is padding, [rows, length].</summary>
    internal ReadOnlySpan<int> Mask => _mask;

    /// <summary>Whether any token that was read is padding.</summary>
    internal bool HasPadding => _mask.AsSpan().Contains(0);

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
        while (_layers.Count <= layer)
        {
            _layers.Add(null);
        }

        LayerCache cache = _layers[layer] ??= new LayerCache(keys.device, LeastCapacity);
        return (cache.AppendKeys(keys, Length), cache.AppendValues(values, Length));
    }

    /// <summary>Keeps the named rows, in the order named; a row may be named more than once.</summary>
    internal void Select(ReadOnlySpan<int> rows)
    {
        var mask = new int[rows.Length * Length];
        for (int i = 0; i < rows.Length; i++)
        {
            _mask.AsSpan(rows[i] * Length, Length).CopyTo(mask.AsSpan(i * Length));
        }

        foreach (LayerCache? layer in _layers)
        {
            layer?.Select(rows);
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

    /// <summary>The keys and values of a layer, with room for more.</summary>
    private sealed class LayerCache(torch.Device device, int leastCapacity) : IDisposable
    {
        private torch.Tensor? _keys;
        private torch.Tensor? _values;

        public torch.Tensor AppendKeys(torch.Tensor keys, int length) => Append(ref _keys, keys, length);

        public torch.Tensor AppendValues(torch.Tensor values, int length) => Append(ref _values, values, length);

        public void Select(ReadOnlySpan<int> rows)
        {
            using torch.Tensor indexes = Runtime.TensorMemory.FromInts(rows, device);
            Replace(ref _keys, indexes);
            Replace(ref _values, indexes);
        }

        public void Dispose()
        {
            _keys?.Dispose();
            _values?.Dispose();
        }

        private static void Replace(ref torch.Tensor? cache, torch.Tensor rows)
        {
            torch.Tensor? selected = cache?.index_select(0, rows).DetachFromDisposeScope();
            cache?.Dispose();
            cache = selected;
        }

        private torch.Tensor Append(ref torch.Tensor? cache, torch.Tensor added, int length)
        {
            long before = length - added.shape[2];
            if (cache is null || cache.shape[2] < length)
            {
                long capacity = Math.Max(leastCapacity, Math.Max(length, 2 * (cache?.shape[2] ?? 0)));
                torch.Tensor larger = torch.empty([added.shape[0], added.shape[1], capacity, added.shape[3]], added.dtype, added.device).DetachFromDisposeScope();
                if (cache is not null)
                {
                    using torch.Tensor old = cache.narrow(2, 0, before);
                    using torch.Tensor room = larger.narrow(2, 0, before);
                    room.copy_(old);
                    cache.Dispose();
                }

                cache = larger;
            }

            using torch.Tensor place = cache.narrow(2, before, added.shape[2]);
            place.copy_(added);
            return cache.narrow(2, 0, length);
        }
    }
}
