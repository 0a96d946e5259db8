using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Scores of rows that are read together.</summary>
/// <param name="rows">The rows.</param>
/// <param name="readNext">Reads the rows that come next, so that they can be made ready meanwhile; null if they are not to be read yet.</param>
/// <param name="throwIfCancelled">Called now and then; what it throws ends the call.</param>
internal delegate RowScores ScoreRows(RowsToScore rows, Func<RowsToScore>? readNext, Action? throwIfCancelled);
