namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>A token that a row reads next.</summary>
/// <param name="Row">The row, of those that were scored, that it continues.</param>
/// <param name="Id">The token.</param>
internal readonly record struct NextToken(int Row, int Id);
