namespace Microsoft.ML.Nola.Views;

/// <summary>What is shown of a value, as HTML or as plain text.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Curves">The curves over the epochs; none if there are fewer than two epochs. Plain text leaves them out.</param>
internal sealed record View(IReadOnlyList<Table> Tables, params IReadOnlyList<Curve> Curves);
