namespace Microsoft.ML.Nola.Views;

/// <summary>One line over the epochs.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points; an epoch without a number breaks the line.</param>
internal sealed record Curve(string Name, IReadOnlyList<double> Points);
