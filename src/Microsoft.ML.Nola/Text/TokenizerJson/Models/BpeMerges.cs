namespace Microsoft.ML.Nola.Text.TokenizerJson.Models;

/// <summary>Which two neighbours become one, in which order, and what they become.</summary>
internal sealed class BpeMerges
{
    /// <summary>A word of fewer symbols is searched for its next merge; in a longer one, merges wait in a queue.</summary>
    private const int ShortWord = 48;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges;

    private BpeMerges(Dictionary<(int Left, int Right), (int Rank, int Id)> merges) => _merges = merges;

    /// <summary>Takes merges in their order. Of one that stands there twice the later counts.</summary>
    /// <param name="merges">The tokens that meet.</param>
    /// <param name="vocabulary">The vocabulary, which has both and what they become.</param>
    /// <param name="prefix">What tokens within a word begin with; it goes when they are merged.</param>
    /// <param name="origin">The file.</param>
    /// <exception cref="CorruptModelException">The vocabulary lacks a token.</exception>
    public static BpeMerges Create(IEnumerable<(string Left, string Right)> merges, PieceVocabulary vocabulary, string prefix, string origin)
    {
        Dictionary<(int Left, int Right), (int Rank, int Id)> ranks = [];
        int rank = 0;
        foreach ((string left, string right) in merges)
        {
            string merged = left + (right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right);
            ranks[(Need(left), Need(right))] = (rank++, Need(merged));
        }

        return new BpeMerges(ranks);

        int Need(string token) => vocabulary.TryGetId(token, out int id)
            ? id
            : throw new CorruptModelException(origin, $"merge {rank} ('{Short(token)}') has a token that is not in the vocabulary");
    }

    /// <summary>Merges the symbols of a word in place.</summary>
    /// <param name="ids">The ids of its symbols.</param>
    /// <param name="lengths">How many characters each has.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>How many are left.</returns>
    public int Merge(Span<int> ids, Span<int> lengths, int count) =>
        count < ShortWord ? MergeShort(ids, lengths, count) : MergeLong(ids, lengths, count);

    private int MergeShort(Span<int> ids, Span<int> lengths, int count)
    {
        Span<(int Rank, int Id)> pairs = stackalloc (int Rank, int Id)[ShortWord];
        for (int i = 0; i + 1 < count; i++)
        {
            pairs[i] = Find(ids[i], ids[i + 1]);
        }

        while (count > 1)
        {
            int best = 0;
            for (int i = 1; i + 1 < count; i++)
            {
                best = pairs[i].Rank < pairs[best].Rank ? i : best;
            }

            if (pairs[best].Rank == int.MaxValue)
            {
                break;
            }

            ids[best] = pairs[best].Id;
            lengths[best] += lengths[best + 1];
            count--;
            ids[(best + 2)..(count + 1)].CopyTo(ids[(best + 1)..]);
            lengths[(best + 2)..(count + 1)].CopyTo(lengths[(best + 1)..]);
            if (best + 1 < count)
            {
                pairs[(best + 2)..count].CopyTo(pairs[(best + 1)..]);
                pairs[best] = Find(ids[best], ids[best + 1]);
            }

            if (best > 0)
            {
                pairs[best - 1] = Find(ids[best - 1], ids[best]);
            }
        }

        return count;
    }

    private int MergeLong(Span<int> ids, Span<int> lengths, int count)
    {
        const int Gone = -1;
        int[] next = new int[count];
        int[] previous = new int[count];
        PriorityQueue<(int At, int Id), (int Rank, int At)> queue = new(count);
        for (int i = 0; i < count; i++)
        {
            (previous[i], next[i]) = (i - 1, i + 1);
            if (i + 1 < count)
            {
                Queue(ids, i, i + 1);
            }
        }

        while (queue.TryDequeue(out (int At, int Id) merge, out _))
        {
            int left = merge.At;
            int right = ids[left] == Gone ? count : next[left];
            // Since it was queued, a neighbour may have been merged.
            if (right == count || Find(ids[left], ids[right]).Id != merge.Id)
            {
                continue;
            }

            ids[left] = merge.Id;
            lengths[left] += lengths[right];
            ids[right] = Gone;
            next[left] = next[right];
            if (next[left] < count)
            {
                previous[next[left]] = left;
                Queue(ids, left, next[left]);
            }

            if (previous[left] >= 0)
            {
                Queue(ids, previous[left], left);
            }
        }

        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (ids[i] != Gone)
            {
                (ids[kept], lengths[kept]) = (ids[i], lengths[i]);
                kept++;
            }
        }

        return kept;

        void Queue(Span<int> symbols, int left, int right)
        {
            if (Find(symbols[left], symbols[right]) is { Rank: < int.MaxValue } pair)
            {
                queue.Enqueue((left, pair.Id), (pair.Rank, left));
            }
        }
    }

    private (int Rank, int Id) Find(int left, int right) =>
        _merges.TryGetValue((left, right), out (int Rank, int Id) pair) ? pair : (int.MaxValue, -1);

    private static string Short(string token) => token.Length <= 40 ? token : token[..40] + "…";
}
