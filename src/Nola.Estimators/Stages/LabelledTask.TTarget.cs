using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Stages;

/// <summary>A task for one training set, whose label column says what is to be learnt.</summary>
/// <param name="Fitted">What the fitted stage will know.</param>
/// <param name="Engine">The engine's task.</param>
/// <param name="CreateReader">Reads the targets of a cursor, from its label column.</param>
/// <param name="Align">Fits a target to the tokens of its row that the head reads; null if a target is of the whole row.</param>
internal sealed record LabelledTask<TTarget>(
    FittedTask Fitted,
    ITask<TTarget> Engine,
    Func<DataViewRow, DataViewSchema.Column, TargetReader<TTarget>> CreateReader,
    Func<TTarget, RowTokens, TTarget>? Align = null);
