using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Models;

/// <summary>Rows with their targets.</summary>
/// <param name="rows">The rows.</param>
/// <param name="trains">Whether they are to train; if not, they are to measure with.</param>
internal sealed class LabelledRows<TTarget>(InputRows rows, bool trains = false) : IDisposable
{
    private readonly List<TTarget> _targets = [];
    private List<float>? _weights;

    /// <summary>The inputs.</summary>
    public InputRows Rows => rows;

    /// <summary>The number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>The number of rows of which a part was cut off.</summary>
    public int Truncated => rows.Truncated;

    /// <summary>The number of rows that were left out because their label is missing.</summary>
    public int Skipped { get; private set; }

    /// <summary>
    /// The number of rows that were left out because their inputs leave nothing to learn: a prompt that fills the sequence, an image that cannot be read.
    /// </summary>
    public int LeftOut { get; private set; }

    /// <summary>The target of each row.</summary>
    public IReadOnlyList<TTarget> Targets => _targets;

    /// <summary>Whether rows have weights and all are 0.</summary>
    public bool HasNoWeight => _weights is { } weights && weights.TrueForAll(static weight => weight == 0);

    /// <summary>Leaves a row out.</summary>
    public void Skip() => Skipped++;

    /// <summary>Adds a row.</summary>
    /// <param name="input">What was read of the row.</param>
    /// <param name="target">What is to be learnt.</param>
    /// <param name="weight">How much the row counts; null if rows have no weights.</param>
    /// <param name="align">Fits the target to the tokens that the head reads; null if the target is of the whole row.</param>
    public void Add(RowInput input, TTarget target, float? weight = null, Func<TTarget, RowTokens, TTarget>? align = null)
    {
        long number = (long)Count + Skipped + LeftOut;
        rows.Add(input);
        if (rows.DropEmptyLast())
        {
            LeftOut++;
            return;
        }

        _targets.Add(align is null ? target : Align(target, number, align));
        if (weight is { } value)
        {
            (_weights ??= []).Add(value);
        }
    }

    public void Dispose() => rows.Dispose();

    internal TrainingSet<TTarget> ToTrainingSet() => new(rows, _targets, _weights);

    /// <summary>Fits a target to the row that was added last, and leaves out what the target has no use for.</summary>
    private TTarget Align(TTarget target, long number, Func<TTarget, RowTokens, TTarget> align)
    {
        RowTokens tokens = rows.TokensOf(Count - 1, number) with { ForTraining = trains };
        TTarget aligned = align(target, tokens);
        if (tokens.Kept is { } kept)
        {
            rows.KeepOfLast(kept);
        }

        return aligned;
    }
}
