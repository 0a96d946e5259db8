namespace Microsoft.ML.Nola;

/// <summary>How far a fit is. Reported after optimiser steps (at most ten a second) and after each epoch.</summary>
public sealed class NolaProgress
{
    internal NolaProgress()
    {
    }

    /// <summary>Gets the epoch, from 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>Gets the number of epochs planned.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Gets the optimiser steps done.</summary>
    public long Step { get; internal init; }

    /// <summary>Gets the optimiser steps planned.</summary>
    public long Steps { get; internal init; }

    /// <summary>Gets the mean training loss of a target of this epoch so far.</summary>
    public double Loss { get; internal init; }

    /// <summary>Gets the metric on the validation set after the latest epoch; <see langword="null"/> if there is no such set, or no epoch yet.</summary>
    public double? Metric { get; internal init; }

    /// <summary>Gets the training rows a second of this epoch so far.</summary>
    public double RowsPerSecond { get; internal init; }

    /// <summary>Gets the training tokens a second of this epoch so far.</summary>
    public double TokensPerSecond { get; internal init; }

    /// <summary>Gets the time left, by the speed so far.</summary>
    public TimeSpan Remaining { get; internal init; }
}
