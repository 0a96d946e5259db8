namespace Nola.Tables.Labels;

/// <summary>A label and how many rows have it.</summary>
/// <param name="Label">The label.</param>
/// <param name="Rows">The rows.</param>
public sealed record LabelCount(string Label, int Rows);
