using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Scores of rows that are read together.</summary>
/// <param name="rows">The rows.</param>
/// <param name="firstRow">The position of the first row in its view, from 0. Random draws and messages depend on it.</param>
/// <param name="throwIfCancelled">Called now and then; what it throws ends the call.</param>
internal delegate RowScores ScoreRows(IReadOnlyList<RowInput> rows, long firstRow, Action? throwIfCancelled);
