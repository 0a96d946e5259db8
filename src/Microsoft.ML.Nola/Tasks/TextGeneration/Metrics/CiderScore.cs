namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// CIDEr-D (Vedantam and others, 2015) as pycocoevalcap computes it: the likeness of output and references as vectors of n-grams of 1 to 4 words, each weighed
/// by how few of the corpus's groups have it in a reference. The frequencies are known only at the end, so the words of all texts are kept.
/// </summary>
internal sealed class CiderScore
{
    private const int MaxOrder = 4;
    private const double Sigma = 6;
    private const double Scale = 10;

    private readonly NGramTable _table = new(MaxOrder);
    private readonly List<(int[] Output, int[][] References)> _groups = [];
    private readonly Dictionary<int, int> _groupsWith = [];

    /// <summary>The mean over outputs, 0 to 10. Of a single output it is 0: there all n-grams are as common as can be.</summary>
    public double Value => Each().Average();

    public void Add(int[] output, IReadOnlyList<int[]> references)
    {
        _groups.Add((output, [.. references]));
        foreach (int nGram in references.SelectMany(reference => _table.Count(reference).Counts.Keys).Distinct())
        {
            _groupsWith[nGram] = _groupsWith.GetValueOrDefault(nGram) + 1;
        }
    }

    /// <summary>The score of each output.</summary>
    public IEnumerable<double> Each()
    {
        foreach ((int[] output, int[][] references) in _groups)
        {
            Weights outputWeights = Weigh(output);
            yield return references.Average(reference => Compare(outputWeights, Weigh(reference))) * Scale;
        }
    }

    private static double Compare(Weights output, Weights reference)
    {
        double[] products = new double[MaxOrder];
        foreach ((int nGram, (int order, double weight)) in output.ByNGram)
        {
            if (reference.ByNGram.TryGetValue(nGram, out (int Order, double Weight) other))
            {
                // What the output says more often than the reference does not count.
                products[order - 1] += Math.Min(weight, other.Weight) * other.Weight;
            }
        }

        double sum = 0;
        for (int i = 0; i < MaxOrder; i++)
        {
            double norms = output.Norms[i] * reference.Norms[i];
            sum += norms > 0 ? products[i] / norms : 0;
        }

        double difference = output.Bigrams - reference.Bigrams;
        return sum / MaxOrder * Math.Exp(-difference * difference / (2 * Sigma * Sigma));
    }

    private Weights Weigh(int[] words)
    {
        Dictionary<int, (int Order, double Weight)> byNGram = [];
        double[] norms = new double[MaxOrder];
        foreach ((int nGram, int count) in _table.Count(words).Counts)
        {
            int order = _table.OrderOf(nGram);
            double weight = count * (Math.Log(_groups.Count) - Math.Log(Math.Max(1, _groupsWith.GetValueOrDefault(nGram))));
            byNGram.Add(nGram, (order, weight));
            norms[order - 1] += weight * weight;
        }

        // pycocoevalcap measures lengths in pairs of words.
        return new Weights(byNGram, Array.ConvertAll(norms, Math.Sqrt), Math.Max(0, words.Length - 1));
    }

    private sealed record Weights(Dictionary<int, (int Order, double Weight)> ByNGram, double[] Norms, int Bigrams);
}
