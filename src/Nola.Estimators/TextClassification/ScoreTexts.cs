namespace Microsoft.ML.Nola.TextClassification;

/// <summary>One forward: class probabilities of texts or pairs of texts, row-major [rows, classes].</summary>
internal delegate float[] ScoreTexts(IReadOnlyList<string> first, IReadOnlyList<string>? second);
