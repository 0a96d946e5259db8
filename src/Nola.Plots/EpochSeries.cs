namespace Microsoft.ML.Nola.Plots;

/// <summary>A line over epochs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value at an epoch; null if there is none.</param>
internal sealed record EpochSeries(string Name, Func<NolaEpochReport, double?> Value);
