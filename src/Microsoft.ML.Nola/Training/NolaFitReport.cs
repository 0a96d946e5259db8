namespace Microsoft.ML.Nola;

/// <summary>What a fit did.</summary>
public sealed class NolaFitReport
{
    internal NolaFitReport()
    {
    }

    /// <summary>Gets what was fitted.</summary>
    public AdapterInfo Adapter { get; internal init; } = new();

    /// <summary>Gets how many numbers the backbone has, all of them frozen unless the method is full fine-tuning.</summary>
    public long BackboneParameters { get; internal init; }

    /// <summary>Gets the name of <see cref="NolaEpochReport.ValidationMetric"/>, such as <c>accuracy</c>.</summary>
    public string MetricName { get; internal init; } = string.Empty;

    /// <summary>Gets the epochs, in order.</summary>
    public IReadOnlyList<NolaEpochReport> Epochs { get; internal init; } = [];

    /// <summary>
    /// Gets the epoch that was kept, the best one on the validation set; <see langword="null"/> without such a set, when the last step is kept.
    /// </summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>Gets the optimiser steps done.</summary>
    public long Steps { get; internal init; }

    /// <summary>Gets the training rows used.</summary>
    public int Rows { get; internal init; }

    /// <summary>Gets the rows left out because their label is missing.</summary>
    public int RowsSkipped { get; internal init; }

    /// <summary>Gets the training rows whose text was cut to the maximum length.</summary>
    public int RowsTruncated { get; internal init; }

    /// <summary>Gets the time of the whole fit in seconds.</summary>
    public double Seconds { get; internal init; }

    /// <summary>Gets whether the fit was cancelled and returned what it had.</summary>
    public bool Cancelled { get; internal init; }
}
