namespace Microsoft.ML.Nola.Training;

/// <summary>What a training run leaves: the fitted numbers and how it went.</summary>
/// <param name="Coefficients">What was fitted beside the head, flat.</param>
/// <param name="Head">The fitted head, flat.</param>
/// <param name="Report">How it went.</param>
internal sealed record TrainingOutcome(float[] Coefficients, float[] Head, NolaFitReport Report);
