using Microsoft.ML.Nola;

namespace E2E;

/// <summary>What a fit gave.</summary>
/// <param name="Parameters">The numbers that were trained.</param>
/// <param name="Seconds">How long the fit took; 0 if nothing was trained.</param>
/// <param name="Metrics">How near the outputs are to the references.</param>
internal sealed record Outcome(long Parameters, double Seconds, NolaTextGenerationMetrics Metrics);
