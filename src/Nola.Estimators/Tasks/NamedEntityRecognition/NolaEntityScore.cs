using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

namespace Microsoft.ML.Nola;

/// <summary>Precision, recall and F1 of entities, 0 to 1. What would be divided by 0 is 0.</summary>
public sealed class NolaEntityScore
{
    private NolaEntityScore(double precision, double recall, double f1, long support) => (Precision, Recall, F1, Support) = (precision, recall, f1, support);

    internal NolaEntityScore(EntityCounts counts)
        : this(counts.Precision, counts.Recall, counts.F1, counts.Labelled)
    {
    }

    /// <summary>Gets the share of predicted entities that are right.</summary>
    public double Precision { get; }

    /// <summary>Gets the share of labelled entities that are predicted.</summary>
    public double Recall { get; }

    /// <summary>Gets the harmonic mean of precision and recall; in a mean over types the mean of theirs.</summary>
    public double F1 { get; }

    /// <summary>Gets the number of labelled entities.</summary>
    public long Support { get; }

    /// <summary>The mean of scores.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="weightOf">How much a score counts.</param>
    internal static NolaEntityScore Mean(NolaEntityScore[] scores, Func<NolaEntityScore, double> weightOf)
    {
        double weight = scores.Sum(weightOf);
        double Average(Func<NolaEntityScore, double> value) => weight == 0 ? 0 : scores.Sum(score => weightOf(score) * value(score)) / weight;
        return new NolaEntityScore(
            Average(static score => score.Precision),
            Average(static score => score.Recall),
            Average(static score => score.F1),
            scores.Sum(static score => score.Support));
    }
}
