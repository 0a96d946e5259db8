using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>
/// Removes all tokens but the most probable ones that together have a probability (nucleus sampling, Holtzman et al. 2020). The one that reaches it stays; of
/// equal ones the lower id comes first.
/// </summary>
/// <param name="probability">The probability, above 0 and below 1.</param>
internal sealed class TopPProcessor(double probability) : ILogitsProcessor
{
    // A class is a range of probabilities that have the same first bits: 64 classes for each power of two. Only one class need be sorted.
    private const int ClassShift = 17;
    private const int ClassCount = (0x3F800000 >> ClassShift) + 1;

    private readonly Probabilities _probabilities = new();
    private readonly double[] _sums = new double[ClassCount];
    private readonly List<(float Score, int Id)> _edge = [];

    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        ReadOnlySpan<float> weights = _probabilities.Weigh(scores, out double sum);
        double wanted = probability * sum;
        int edge = FindEdge(weights, wanted, out double above);
        _edge.Clear();
        for (int id = 0; id < weights.Length; id++)
        {
            int itsClass = ClassOf(weights[id]);
            if (itsClass == edge)
            {
                _edge.Add((scores[id], id));
            }

            scores[id] = itsClass > edge ? scores[id] : float.NegativeInfinity;
        }

        _edge.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Id.CompareTo(b.Id));
        foreach ((float score, int id) in CollectionsMarshal.AsSpan(_edge))
        {
            if (above >= wanted)
            {
                break;
            }

            scores[id] = score;
            above += weights[id];
        }
    }

    private static int ClassOf(float weight) => BitConverter.SingleToInt32Bits(weight) >> ClassShift;

    /// <summary>Finds the class with the token that reaches the probability, and what all classes above it have.</summary>
    private int FindEdge(ReadOnlySpan<float> weights, double wanted, out double above)
    {
        Array.Clear(_sums);
        foreach (float weight in weights)
        {
            _sums[ClassOf(weight)] += weight;
        }

        above = 0;
        int edge = ClassCount - 1;
        while (edge > 0 && above + _sums[edge] < wanted)
        {
            above += _sums[edge--];
        }

        return edge;
    }
}
