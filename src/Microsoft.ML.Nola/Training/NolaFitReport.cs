namespace Microsoft.ML.Nola;

/// <summary>What a fit did.</summary>
/// <param name="Epochs">The epochs, in order.</param>
/// <param name="Steps">The optimiser steps done.</param>
/// <param name="Rows">The training rows used.</param>
/// <param name="RowsSkipped">The rows left out because their label is missing.</param>
/// <param name="RowsTruncated">The training rows whose text was cut to the maximum length.</param>
/// <param name="Seconds">The time of the whole fit.</param>
/// <param name="Cancelled">Whether the fit was cancelled and returned what it had.</param>
public sealed record NolaFitReport(
    IReadOnlyList<NolaEpochReport> Epochs,
    long Steps,
    int Rows,
    int RowsSkipped,
    int RowsTruncated,
    double Seconds,
    bool Cancelled);
