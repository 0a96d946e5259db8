namespace Microsoft.ML.Nola.Backbones;

/// <summary>What a backbone accepts as text.</summary>
/// <param name="MaxLength">The largest number of tokens of a row.</param>
/// <param name="VocabularySize">The number of token ids that it knows.</param>
/// <param name="TokenTypes">The number of token types (segments) that it knows; 0 if it has none.</param>
internal sealed record TextLimits(int MaxLength, int VocabularySize, int TokenTypes);
