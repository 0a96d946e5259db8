namespace Microsoft.ML.Nola.Generation;

/// <summary>Uses the scores of the next token of each row, [rows, vocabulary]; it may change them.</summary>
internal delegate void ScoreUse(Span<float> scores);
