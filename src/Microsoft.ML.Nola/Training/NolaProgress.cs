namespace Microsoft.ML.Nola;

/// <summary>How far a fit is. Reported after optimiser steps (at most ten a second) and after each epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The number of epochs planned.</param>
/// <param name="Step">The optimiser steps done.</param>
/// <param name="Steps">The optimiser steps planned.</param>
/// <param name="Loss">The mean training loss a row of this epoch so far.</param>
/// <param name="Metric">The metric on the validation set after the latest epoch; <see langword="null"/> where there is no such set.</param>
/// <param name="RowsPerSecond">Training rows a second of this epoch so far.</param>
/// <param name="TokensPerSecond">Training tokens a second of this epoch so far.</param>
/// <param name="Remaining">The time left, by the speed so far.</param>
public sealed record NolaProgress(
    int Epoch,
    int Epochs,
    long Step,
    long Steps,
    double Loss,
    double? Metric,
    double RowsPerSecond,
    double TokensPerSecond,
    TimeSpan Remaining);
