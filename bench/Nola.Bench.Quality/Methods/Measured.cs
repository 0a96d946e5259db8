namespace Nola.Bench.Quality.Methods;

/// <summary>What a fit gave.</summary>
/// <param name="Parameters">The numbers that were trained beside the head; 0 for what has no adapter.</param>
/// <param name="ZipBytes">The bytes of the saved model.</param>
/// <param name="Seconds">The processor time of the fit, all threads together: a busy machine hardly changes it.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="LogLoss">The mean of -ln(probability of the right class); null if the scores are no probabilities.</param>
/// <param name="CalibrationError">The expected calibration error, 15 bins; likewise.</param>
internal sealed record Measured(long Parameters, long ZipBytes, double Seconds, double Accuracy, double? LogLoss, double? CalibrationError)
{
    /// <summary>The log-loss of the same fit before its scores were calibrated; null if they were not.</summary>
    public double? LogLossBefore { get; init; }

    /// <summary>The expected calibration error before; likewise.</summary>
    public double? CalibrationErrorBefore { get; init; }
}
