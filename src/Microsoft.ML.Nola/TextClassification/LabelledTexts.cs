using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Tokenised texts with their classes: packed int32 ids, nothing else of the text is kept.</summary>
internal sealed class LabelledTexts(TokenRows rows)
{
    private readonly ClassTargets _targets = new();

    /// <summary>The number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>The tokens at which the text of a row is cut.</summary>
    public int MaxLength => rows.MaxLength;

    /// <summary>The number of rows whose text was cut.</summary>
    public int Truncated => rows.Truncated;

    /// <summary>The number of rows that were left out because their label is missing.</summary>
    public int Skipped { get; private set; }

    /// <summary>Leaves a row out.</summary>
    public void Skip() => Skipped++;

    /// <summary>Adds a row.</summary>
    /// <param name="first">The text.</param>
    /// <param name="second">The second text; null where the stage has one column.</param>
    /// <param name="target">The class, from 0.</param>
    public void Add(string first, string? second, int target)
    {
        rows.Add(first, second);
        _targets.Add(target);
    }

    internal TrainingSet ToTrainingSet() => new(rows, _targets);
}
