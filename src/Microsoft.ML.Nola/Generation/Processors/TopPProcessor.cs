using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>
/// Removes all tokens but the most probable ones that together have a probability (nucleus sampling, Holtzman et al. 2020). The one that reaches it stays; of
/// equal ones the lower id comes first.
/// </summary>
/// <param name="probability">The probability, above 0 and below 1.</param>
internal sealed class TopPProcessor(double probability) : ILogitsProcessor
{
    private readonly Probabilities _probabilities = new();
    private readonly List<(float Score, int Id)> _candidates = [];

    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        ReadOnlySpan<float> weights = _probabilities.Weigh(scores, out double sum);

        // Tokens below this have less than 1 - p together, so none of them stays; the others are few, which makes sorting cheap.
        double least = (1 - probability) / scores.Length * sum;
        _candidates.Clear();
        for (int id = 0; id < weights.Length; id++)
        {
            if (weights[id] >= least)
            {
                _candidates.Add((scores[id], id));
            }
        }

        _candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Id.CompareTo(b.Id));
        Span<(float Score, int Id)> candidates = CollectionsMarshal.AsSpan(_candidates);
        double before = 0;
        int kept = 0;
        while (kept < candidates.Length && before < probability * sum)
        {
            before += weights[candidates[kept++].Id];
        }

        scores.Fill(float.NegativeInfinity);
        foreach ((float score, int id) in candidates[..kept])
        {
            scores[id] = score;
        }
    }
}
