namespace Microsoft.ML.Nola.Training;

/// <summary>What a training run leaves: the fitted numbers and how it went.</summary>
/// <param name="Coefficients">What was fitted beside the head, flat.</param>
/// <param name="Head">The fitted head, flat.</param>
/// <param name="CreateReport">Says how it went, given what was fitted and how many numbers the backbone has.</param>
internal sealed record TrainingOutcome(float[] Coefficients, float[] Head, Func<AdapterInfo, long, NolaFitReport> CreateReport);
