using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>The keys and values that a layer of a decoder keeps, [rows, heads, capacity, size], with room for more.</summary>
/// <param name="device">Where they lie.</param>
internal sealed class KeyValueCache(torch.Device device) : IDisposable
{
    private const int LeastCapacity = 64;

    private torch.Tensor? _keys;
    private torch.Tensor? _values;

    /// <summary>Adds the keys of some tokens, [rows, heads, tokens, size], so that there are as many as named. The caller owns the view of all that is returned.</summary>
    public torch.Tensor AppendKeys(torch.Tensor keys, int length) => Append(ref _keys, keys, length);

    /// <inheritdoc cref="AppendKeys"/>
    public torch.Tensor AppendValues(torch.Tensor values, int length) => Append(ref _values, values, length);

    /// <summary>Adds the key of one token a row, [rows, heads * size], so that there are as many as named. What is returned is the whole cache itself.</summary>
    public torch.Tensor AppendKey(ReadOnlySpan<float> keys, int length, int heads, int size) => Append(ref _keys, keys, length, heads, size);

    /// <inheritdoc cref="AppendKey"/>
    public torch.Tensor AppendValue(ReadOnlySpan<float> values, int length, int heads, int size) => Append(ref _values, values, length, heads, size);

    /// <summary>Keeps the named rows, in the order named.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="length">How many tokens there are.</param>
    public void Select(ReadOnlySpan<int> rows, int length)
    {
        if (_keys is null || _values is null)
        {
            return;
        }

        if (device.type == DeviceType.CPU && rows.Length == _keys.shape[0] && CanMoveInPlace(rows))
        {
            Move(_keys, rows, length);
            Move(_values, rows, length);
            return;
        }

        using torch.Tensor indexes = TensorMemory.FromInts(rows, device);
        Replace(ref _keys, indexes);
        Replace(ref _values, indexes);
    }

    public void Dispose()
    {
        _keys?.Dispose();
        _values?.Dispose();
    }

    /// <summary>Whether every row that another one becomes a copy of stays where it is, as in beam search, where few of many rows change.</summary>
    private static bool CanMoveInPlace(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
        {
            if (rows[row] != row)
            {
                return false;
            }
        }

        return true;
    }

    private static void Move(torch.Tensor cache, ReadOnlySpan<int> rows, int length)
    {
        int heads = (int)cache.shape[1];
        int room = (int)(cache.shape[2] * cache.shape[3]);
        int used = length * (int)cache.shape[3];
        Span<float> numbers = TensorMemory.Singles(cache);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int head = 0; head < heads && rows[row] != row; head++)
            {
                numbers.Slice(((rows[row] * heads) + head) * room, used).CopyTo(numbers[(((row * heads) + head) * room)..]);
            }
        }
    }

    private static void Replace(ref torch.Tensor cache, torch.Tensor rows)
    {
        torch.Tensor selected = cache.index_select(0, rows).DetachFromDisposeScope();
        cache.Dispose();
        cache = selected;
    }

    private torch.Tensor Append(ref torch.Tensor? cache, torch.Tensor added, int length)
    {
        long before = length - added.shape[2];
        torch.Tensor all = Reserve(ref cache, added.shape[0], added.shape[1], before, length, added.shape[3]);
        using torch.Tensor place = all.narrow(2, before, added.shape[2]);
        place.copy_(added);
        return all.narrow(2, 0, length);
    }

    private torch.Tensor Append(ref torch.Tensor? cache, ReadOnlySpan<float> added, int length, int heads, int size)
    {
        torch.Tensor all = Reserve(ref cache, added.Length / (heads * size), heads, length - 1, length, size);
        Span<float> numbers = TensorMemory.Singles(all);
        int room = (int)all.shape[2] * size;
        for (int head = 0; head * size < added.Length; head++)
        {
            added.Slice(head * size, size).CopyTo(numbers[((head * room) + ((length - 1) * size))..]);
        }

        return all;
    }

    private torch.Tensor Reserve(ref torch.Tensor? cache, long rows, long heads, long before, long length, long size)
    {
        if (cache is not null && cache.shape[2] >= length)
        {
            return cache;
        }

        long capacity = Math.Max(LeastCapacity, Math.Max(length, 2 * (cache?.shape[2] ?? 0)));
        torch.Tensor larger = torch.empty([rows, heads, capacity, size], torch.float32, device).DetachFromDisposeScope();
        if (cache is not null)
        {
            using torch.Tensor old = cache.narrow(2, 0, before);
            using torch.Tensor room = larger.narrow(2, 0, before);
            room.copy_(old);
            cache.Dispose();
        }

        return cache = larger;
    }
}
