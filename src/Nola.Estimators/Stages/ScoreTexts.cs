using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>One forward: scores of texts or pairs of texts.</summary>
internal delegate RowScores ScoreTexts(IReadOnlyList<string> first, IReadOnlyList<string>? second);
