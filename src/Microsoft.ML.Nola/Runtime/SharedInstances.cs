namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Counts the holders of expensive values: one value a key, made by the first holder. A key is locked while its value is made, so that two threads never load
/// one backbone twice; other keys go on. The last holder disposes the value, or leaves it for a grace period in which the next one takes it again.
/// </summary>
/// <param name="freeing">How values are disposed; by default on the thread that gives the last share back.</param>
/// <param name="gracePeriod">How long a value stays after its last holder left, asked at each <see cref="Acquire"/>; by default not at all. Of the values
/// that nobody holds only the last one stays.</param>
/// <param name="time">The clock and timers; by default the system's.</param>
internal sealed class SharedInstances<TKey, TValue>(IFreeing? freeing = null, Func<TimeSpan>? gracePeriod = null, TimeProvider? time = null)
    where TKey : notnull
    where TValue : class, IDisposable
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private Entry? _resting;

    /// <summary>The value of a key with one more holder, and what gives the share back (once).</summary>
    public (TValue Value, ReleaseShare Release) Acquire(TKey key, Func<TValue> create)
    {
        TimeSpan grace = gracePeriod?.Invoke() ?? TimeSpan.Zero;
        Entry entry = Hold(key);
        try
        {
            lock (entry)
            {
                entry.Value ??= create();
            }
        }
        catch
        {
            Release(entry, TimeSpan.Zero, finalizing: false);
            throw;
        }

        return (entry.Value, finalizing => Release(entry, grace, finalizing));
    }

    private Entry Hold(TKey key)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                _entries.Add(key, entry = new Entry(key));
            }
            else if (entry == _resting)
            {
                StopResting();
            }

            entry.Holders++;
            return entry;
        }
    }

    private void Release(Entry entry, TimeSpan grace, bool finalizing)
    {
        Entry? free;
        lock (_entries)
        {
            if (--entry.Holders > 0)
            {
                return;
            }

            if (entry.Value is null || grace <= TimeSpan.Zero)
            {
                _entries.Remove(entry.Key);
                free = entry;
            }
            else
            {
                free = Rest(entry, grace);
            }
        }

        Free(free, wait: !finalizing);
    }

    /// <summary>Keeps a value that nobody holds, the lock held, and returns the one that was kept until now.</summary>
    private Entry? Rest(Entry entry, TimeSpan grace)
    {
        Entry? before = _resting;
        if (before is not null)
        {
            StopResting();
            _entries.Remove(before.Key);
        }

        _resting = entry;
        entry.Timer = _time.CreateTimer(static state => ((Action)state!)(), () => End(entry), grace, Timeout.InfiniteTimeSpan);
        return before;
    }

    private void StopResting()
    {
        _resting!.Timer!.Dispose();
        _resting.Timer = null;
        _resting = null;
    }

    private void End(Entry entry)
    {
        lock (_entries)
        {
            // The timer may fire while someone takes the value again.
            if (entry != _resting)
            {
                return;
            }

            StopResting();
            _entries.Remove(entry.Key);
        }

        Free(entry, wait: false);
    }

    private void Free(Entry? entry, bool wait)
    {
        if (entry?.Value is not { } value)
        {
            return;
        }

        if (freeing is null)
        {
            value.Dispose();
        }
        else if (wait)
        {
            freeing.Free(value.Dispose);
        }
        else
        {
            freeing.Post(value.Dispose);
        }
    }

    private sealed class Entry(TKey key)
    {
        public TKey Key => key;

        public int Holders { get; set; }

        public TValue? Value { get; set; }

        public ITimer? Timer { get; set; }
    }
}
