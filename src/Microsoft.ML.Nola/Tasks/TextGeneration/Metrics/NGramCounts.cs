namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>The n-grams of a text.</summary>
/// <param name="Length">How many words the text has.</param>
/// <param name="Counts">How often each n-gram stands in it, by its number in the <see cref="NGramTable"/>.</param>
internal sealed record NGramCounts(int Length, IReadOnlyDictionary<int, int> Counts)
{
    /// <summary>How many n-grams of an order the text has.</summary>
    public int Total(int order) => Math.Max(0, Length - order + 1);

    /// <summary>For each n-gram of the text that stands in a reference too: how often, but at most as often as in the reference that has most of it.</summary>
    public IEnumerable<(int NGram, int Count)> Matches(IReadOnlyList<NGramCounts> references)
    {
        foreach ((int nGram, int count) in Counts)
        {
            int most = 0;
            foreach (NGramCounts reference in references)
            {
                most = Math.Max(most, reference.Counts.GetValueOrDefault(nGram));
            }

            if (most > 0)
            {
                yield return (nGram, Math.Min(count, most));
            }
        }
    }
}
