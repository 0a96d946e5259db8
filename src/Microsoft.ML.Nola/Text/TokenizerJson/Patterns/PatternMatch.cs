namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>Where a pattern matches a text.</summary>
/// <param name="Start">Where the match begins.</param>
/// <param name="Length">How long it is; may be 0.</param>
internal readonly record struct PatternMatch(int Start, int Length);
