namespace Microsoft.ML.Nola.Training;

/// <summary>Where a fit stands: all that a later step depends on, together with the values and moments that the trainables keep.</summary>
/// <param name="trainables">Everything that trains.</param>
/// <param name="largerIsBetter">Which of two values of the validation metric is the better one.</param>
internal sealed class TrainingState(IReadOnlyList<ITrainable> trainables, bool largerIsBetter)
{
    private float[][]? _best;

    /// <summary>Gets or sets the epoch, from 1.</summary>
    public int Epoch { get; set; }

    /// <summary>Gets or sets the optimiser steps done.</summary>
    public long Step { get; set; }

    /// <summary>Gets the epoch with the best metric so far, the first of equal ones; null if none was measured.</summary>
    public int? BestEpoch { get; private set; }

    /// <summary>Gets the metric of the best epoch.</summary>
    public double BestMetric { get; private set; }

    /// <summary>Keeps the values of this epoch if its metric is better than any before. A metric that is not a number never is.</summary>
    public void Note(double metric)
    {
        bool isBetter = BestEpoch is null || (largerIsBetter ? metric > BestMetric : metric < BestMetric);
        if (isBetter && !double.IsNaN(metric))
        {
            BestEpoch = Epoch;
            BestMetric = metric;
            _best = [.. trainables.Select(static trainable => trainable.CopyValues())];
        }
    }

    /// <summary>Goes back to the values of the best epoch, if there is one.</summary>
    public void RestoreBest()
    {
        for (int i = 0; _best is not null && i < trainables.Count; i++)
        {
            trainables[i].Restore(_best[i]);
        }
    }
}
