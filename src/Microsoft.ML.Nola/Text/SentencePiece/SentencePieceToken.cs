namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>A piece of a SentencePiece file.</summary>
/// <param name="Text">How it is spelt, with U+2581 for a space.</param>
/// <param name="Score">The logarithm of how likely it is (Unigram), or in which order pieces are put together (BPE: the larger first).</param>
/// <param name="Type">What it is for.</param>
internal readonly record struct SentencePieceToken(string Text, float Score, SentencePieceType Type);
