namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>N-grams of words as numbers: an n-gram is the one without its last word, and that word. 0 is the one of no word.</summary>
/// <param name="maxOrder">The most words of an n-gram.</param>
internal sealed class NGramTable(int maxOrder)
{
    private readonly Dictionary<(int Prefix, int Word), int> _ids = [];
    private readonly List<(int Prefix, int Order)> _nGrams = [(-1, 0)];

    public int MaxOrder => maxOrder;

    /// <summary>How many n-grams there are, the empty one among them.</summary>
    public int Size => _nGrams.Count;

    /// <summary>How many words an n-gram has.</summary>
    public int OrderOf(int nGram) => _nGrams[nGram].Order;

    /// <summary>The n-gram without its last word.</summary>
    public int PrefixOf(int nGram) => _nGrams[nGram].Prefix;

    /// <summary>How often each n-gram stands in a text.</summary>
    public NGramCounts Count(ReadOnlySpan<int> words)
    {
        Dictionary<int, int> counts = new(words.Length * maxOrder);
        for (int first = 0; first < words.Length; first++)
        {
            int nGram = 0;
            int after = Math.Min(words.Length, first + maxOrder);
            for (int last = first; last < after; last++)
            {
                nGram = Extend(nGram, words[last]);
                counts[nGram] = counts.GetValueOrDefault(nGram) + 1;
            }
        }

        return new NGramCounts(words.Length, counts);
    }

    private int Extend(int prefix, int word)
    {
        if (!_ids.TryGetValue((prefix, word), out int id))
        {
            id = _nGrams.Count;
            _ids.Add((prefix, word), id);
            _nGrams.Add((prefix, OrderOf(prefix) + 1));
        }

        return id;
    }
}
