using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Scores of texts or pairs of texts that are read together.</summary>
/// <param name="first">The texts.</param>
/// <param name="second">The second texts; null if rows have one.</param>
/// <param name="firstRow">The position of the first row in its view, from 0. Nothing but random draws depends on it.</param>
internal delegate RowScores ScoreTexts(IReadOnlyList<string> first, IReadOnlyList<string>? second, long firstRow);
