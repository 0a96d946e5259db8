namespace FewShotImages;

/// <summary>What a fit gave.</summary>
/// <param name="Parameters">The numbers that were trained beside the head.</param>
/// <param name="Seconds">How long the fit took.</param>
/// <param name="Accuracy">The share of the other images whose class was found.</param>
internal sealed record Outcome(long Parameters, double Seconds, double Accuracy);
