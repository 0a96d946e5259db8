using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Models;

/// <summary>Tokenised texts with their targets: packed int32 ids, nothing else of the text is kept.</summary>
internal sealed class LabelledRows<TTarget>(TokenRows rows)
{
    private readonly List<TTarget> _targets = [];

    /// <summary>The number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>The tokens at which the text of a row is cut.</summary>
    public int MaxLength => rows.MaxLength;

    /// <summary>The number of rows whose text was cut.</summary>
    public int Truncated => rows.Truncated;

    /// <summary>The number of rows that were left out because their label is missing.</summary>
    public int Skipped { get; private set; }

    /// <summary>The target of each row.</summary>
    public IReadOnlyList<TTarget> Targets => _targets;

    /// <summary>Leaves a row out.</summary>
    public void Skip() => Skipped++;

    /// <summary>Adds a row.</summary>
    /// <param name="first">The text.</param>
    /// <param name="second">The second text; null if the stage has one column.</param>
    /// <param name="target">What is to be learnt.</param>
    public void Add(string first, string? second, TTarget target)
    {
        rows.Add(first, second);
        _targets.Add(target);
    }

    internal TrainingSet<TTarget> ToTrainingSet() => new(rows, _targets);
}
