namespace Microsoft.ML.Nola.Reports;

/// <summary>Reads the row that a cursor stands at.</summary>
/// <param name="row">The row.</param>
/// <returns>Whether it has a label, and scores that are numbers.</returns>
internal delegate bool RowReader(out EvaluatedRow row);
