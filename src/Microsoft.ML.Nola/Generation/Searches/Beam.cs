namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>A text of beam search, growing or complete.</summary>
/// <param name="Sequence">Its tokens.</param>
/// <param name="Score">While it grows, the sum of the log probabilities of its new tokens; once complete, that sum over its length to the penalty.</param>
/// <param name="Finish">Why it is complete; null while it grows.</param>
internal sealed record Beam(TokenSequence Sequence, float Score, FinishReason? Finish = null);
