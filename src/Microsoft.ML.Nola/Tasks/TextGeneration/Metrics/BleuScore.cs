namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// BLEU of a corpus (Papineni and others, 2002): the geometric mean of the precision of n-grams of 1 to 4 words, times a penalty for outputs that are shorter
/// than the references nearest in length. Not smoothed: without a match of some order it is 0.
/// </summary>
internal sealed class BleuScore(NGramTable table)
{
    /// <summary>The most words of an n-gram that counts.</summary>
    public const int MaxOrder = 4;

    private readonly long[] _matches = new long[MaxOrder];
    private readonly long[] _totals = new long[MaxOrder];
    private long _length;
    private long _referenceLength;

    /// <summary>0 to 1.</summary>
    public double Value
    {
        get
        {
            if (_matches.Contains(0))
            {
                return 0;
            }

            double logarithms = 0;
            for (int i = 0; i < MaxOrder; i++)
            {
                logarithms += Math.Log((double)_matches[i] / _totals[i]);
            }

            double penalty = _length < _referenceLength ? Math.Exp(1 - ((double)_referenceLength / _length)) : 1;
            return penalty * Math.Exp(logarithms / MaxOrder);
        }
    }

    public void Add(NGramCounts output, IReadOnlyList<NGramCounts> references)
    {
        foreach ((int nGram, int count) in output.Matches(references))
        {
            if (table.OrderOf(nGram) <= MaxOrder)
            {
                _matches[table.OrderOf(nGram) - 1] += count;
            }
        }

        for (int order = 1; order <= MaxOrder; order++)
        {
            _totals[order - 1] += output.Total(order);
        }

        _length += output.Length;
        _referenceLength += references.MinBy(reference => (Math.Abs(reference.Length - output.Length), reference.Length))!.Length;
    }
}
