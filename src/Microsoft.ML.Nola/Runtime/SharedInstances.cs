namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Counts the holders of expensive values: one value a key, made by the first holder, disposed by the last. A key is locked while its value is made, so
/// that two threads never load one backbone twice; other keys go on.
/// </summary>
internal sealed class SharedInstances<TKey, TValue>
    where TKey : notnull
    where TValue : class, IDisposable
{
    private readonly Dictionary<TKey, Entry> _entries = [];

    /// <summary>The value of a key with one more holder, and what gives the share back (once).</summary>
    public (TValue Value, Action Release) Acquire(TKey key, Func<TValue> create)
    {
        Entry entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out entry!))
            {
                _entries.Add(key, entry = new Entry());
            }

            entry.Holders++;
        }

        try
        {
            lock (entry)
            {
                entry.Value ??= create();
            }
        }
        catch
        {
            Release(key, entry);
            throw;
        }

        return (entry.Value, () => Release(key, entry));
    }

    private void Release(TKey key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Holders > 0)
            {
                return;
            }

            _entries.Remove(key);
        }

        entry.Value?.Dispose();
    }

    private sealed class Entry
    {
        public int Holders { get; set; }

        public TValue? Value { get; set; }
    }
}
