using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

namespace Microsoft.ML.Nola;

/// <summary>
/// How well predicted tags of words fit their labels. An entity is right if its first word, its last word and its type are. The numbers are those of seqeval.
/// </summary>
public sealed class NolaEntityMetrics
{
    internal NolaEntityMetrics(EntityTally lenient, EntityTally strict, long words, long wordsRight)
    {
        Entities = new NolaEntitySummary(lenient);
        StrictEntities = new NolaEntitySummary(strict);
        Words = words;
        WordAccuracy = (double)wordsRight / words;
    }

    /// <summary>Gets the precision of all entities together, 0 to 1; 0 if none is predicted.</summary>
    public double Precision => Entities.Micro.Precision;

    /// <summary>Gets the recall of all entities together, 0 to 1; 0 if there is none.</summary>
    public double Recall => Entities.Micro.Recall;

    /// <summary>Gets the harmonic mean of precision and recall of all entities together, 0 to 1.</summary>
    public double F1 => Entities.Micro.F1;

    /// <summary>Gets the share of words whose tag is right, 0 to 1.</summary>
    public double WordAccuracy { get; }

    /// <summary>Gets the number of words with a label.</summary>
    public long Words { get; }

    /// <summary>Gets entities as the script conlleval counts them: one also begins at an I- tag that no entity of its type goes before.</summary>
    public NolaEntitySummary Entities { get; }

    /// <summary>Gets entities by strict IOB2: only B- begins one, and only I- of the same type goes on with it.</summary>
    public NolaEntitySummary StrictEntities { get; }
}
