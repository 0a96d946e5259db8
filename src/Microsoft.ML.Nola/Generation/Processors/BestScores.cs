namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>The largest of many scores, in memory that is used again: a heap with the least of them on top. Of equal ones the first stays.</summary>
internal sealed class BestScores
{
    private (float Score, int Index)[] _heap = [];
    private int _capacity;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The least of them.</summary>
    public float Least => _heap[0].Score;

    /// <summary>Begins anew.</summary>
    /// <param name="capacity">How many stay at most.</param>
    public void Begin(int capacity)
    {
        if (_heap.Length < capacity)
        {
            _heap = new (float, int)[capacity];
        }

        (_capacity, Count) = (capacity, 0);
    }

    /// <summary>Adds scores. What was removed (negative infinity) or is no number is left out.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="first">The index of the first one.</param>
    public void Add(ReadOnlySpan<float> scores, int first)
    {
        float threshold = Count == _capacity ? Least : float.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > threshold)
            {
                Add(scores[i], first + i);
                threshold = Count == _capacity ? Least : float.NegativeInfinity;
            }
        }
    }

    /// <summary>Puts those that stayed in order, the largest first, and ends the collection.</summary>
    public ReadOnlySpan<(float Score, int Index)> Sort()
    {
        Span<(float Score, int Index)> best = _heap.AsSpan(0, Count);
        best.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Index.CompareTo(b.Index));
        return best;
    }

    // Of equal scores the one with the larger index is the lesser.
    private static bool IsLess((float Score, int Index) a, (float Score, int Index) b) => a.Score < b.Score || (a.Score == b.Score && a.Index > b.Index);

    private void Add(float score, int index)
    {
        if (Count < _capacity)
        {
            Rise(Count++, (score, index));
        }
        else
        {
            Sink((score, index));
        }
    }

    private void Rise(int at, (float Score, int Index) item)
    {
        while (at > 0 && IsLess(item, _heap[(at - 1) / 2]))
        {
            _heap[at] = _heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }

        _heap[at] = item;
    }

    private void Sink((float Score, int Index) item)
    {
        int at = 0;
        for (int child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && IsLess(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsLess(_heap[child], item))
            {
                break;
            }

            _heap[at] = _heap[child];
            at = child;
        }

        _heap[at] = item;
    }
}
