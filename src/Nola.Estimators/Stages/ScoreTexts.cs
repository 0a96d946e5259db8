namespace Microsoft.ML.Nola.Stages;

/// <summary>One forward: scores of texts or pairs of texts, row-major.</summary>
internal delegate float[] ScoreTexts(IReadOnlyList<string> first, IReadOnlyList<string>? second);
