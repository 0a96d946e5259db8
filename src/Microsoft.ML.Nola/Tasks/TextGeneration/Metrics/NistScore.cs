namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// NIST's score of a corpus (Doddington, 2002), as mteval-v13a computes it: matching n-grams of 1 to 5 words, each weighed by how much its last word tells
/// after the others in the references, times a penalty for outputs shorter than the mean reference.
/// </summary>
internal sealed class NistScore(NGramTable table)
{
    /// <summary>The most words of an n-gram that counts.</summary>
    public const int MaxOrder = 5;

    /// <summary>Makes the penalty a half where the outputs have two thirds of the references' length.</summary>
    private static readonly double Beta = Math.Log(2) / Math.Pow(Math.Log(1.5), 2);

    private readonly Dictionary<int, long> _matches = [];
    private readonly Dictionary<int, long> _references = [];
    private readonly long[] _totals = new long[MaxOrder];
    private double _referenceLength;

    /// <summary>0 or more; there is no largest one.</summary>
    public double Value
    {
        get
        {
            double[] information = new double[MaxOrder];
            foreach ((int nGram, long count) in _matches)
            {
                information[table.OrderOf(nGram) - 1] += count * Math.Log2((double)_references[table.PrefixOf(nGram)] / _references[nGram]);
            }

            double sum = 0;
            for (int i = 0; i < MaxOrder && _totals[i] > 0; i++)
            {
                sum += information[i] / _totals[i];
            }

            return sum * Penalty(_totals[0] / _referenceLength);
        }
    }

    public void Add(NGramCounts output, IReadOnlyList<NGramCounts> references)
    {
        foreach ((int nGram, int count) in output.Matches(references))
        {
            Count(_matches, nGram, count);
        }

        for (int order = 1; order <= MaxOrder; order++)
        {
            _totals[order - 1] += output.Total(order);
        }

        foreach (NGramCounts reference in references)
        {
            Count(_references, 0, reference.Length);
            foreach ((int nGram, int count) in reference.Counts)
            {
                Count(_references, nGram, count);
            }
        }

        _referenceLength += references.Average(static reference => reference.Length);
    }

    private static void Count(Dictionary<int, long> counts, int nGram, int count) => counts[nGram] = counts.GetValueOrDefault(nGram) + count;

    private static double Penalty(double ratio) => ratio is > 0 and < 1 ? Math.Exp(-Beta * Math.Pow(Math.Log(ratio), 2)) : ratio > 0 ? 1 : 0;
}
