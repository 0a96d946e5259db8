using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

namespace Microsoft.ML.Nola;

/// <summary>Precision, recall and F1 of entities: of each type, of all together, and means over types.</summary>
public sealed class NolaEntitySummary
{
    internal NolaEntitySummary(EntityTally tally)
    {
        Micro = new NolaEntityScore(tally.Total);
        PerEntityType = tally.ByType.ToDictionary(static type => type.Key, static type => new NolaEntityScore(type.Value), StringComparer.Ordinal);
        NolaEntityScore[] scores = [.. PerEntityType.Values];
        Macro = NolaEntityScore.Mean(scores, static _ => 1);
        Weighted = NolaEntityScore.Mean(scores, static score => score.Support);
    }

    /// <summary>Gets the scores of all entities together.</summary>
    public NolaEntityScore Micro { get; }

    /// <summary>Gets the means of the scores of the types, in which each type counts the same.</summary>
    public NolaEntityScore Macro { get; }

    /// <summary>Gets the means of the scores of the types, in which a type counts as often as it is labelled.</summary>
    public NolaEntityScore Weighted { get; }

    /// <summary>Gets the scores of each type that is labelled or predicted, by the type's name.</summary>
    public IReadOnlyDictionary<string, NolaEntityScore> PerEntityType { get; }
}
