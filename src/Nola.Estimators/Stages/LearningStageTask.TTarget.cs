using System.Globalization;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Stages;

/// <summary>A task that learns a target a row.</summary>
/// <param name="options">The options.</param>
internal abstract class LearningStageTask<TTarget>(NolaStageOptions options) : StageTask
{
    /// <summary>The columns that are read of every row.</summary>
    protected abstract StageInputs Inputs { get; }

    /// <summary>Whether rows have a second text.</summary>
    protected virtual bool HasPairs => false;

    protected abstract string LabelColumn { get; }

    /// <summary>The columns that are read beside inputs and label to know what is to be learnt.</summary>
    protected virtual IReadOnlyList<string> OtherTargetColumns => [];

    /// <summary>What a user should know of the options although they are valid.</summary>
    protected virtual IEnumerable<string> Warnings => [];

    protected ColumnFaults Faults => new(StageName);

    private string? WeightColumn => options.ExampleWeightColumnName;

    public override IReadOnlyList<SchemaShape.Column> Promise(SchemaShape input, string parameter)
    {
        Inputs.Check(input, Faults, parameter);
        CheckWeight(input, parameter);
        return Promise(CheckLabel(input, parameter));
    }

    public override FittedStage Fit(StageFit fit, IDataView train, IDataView? validation)
    {
        DataViewSchema.Column label = CheckColumns(train, nameof(train));
        LabelledTask<TTarget> task = Learn(train, label, nameof(train));
        if (validation is not null)
        {
            CheckValidation(label, CheckColumns(validation, nameof(validation)));
        }

        using ModelFit<TTarget> model = Faults.Named(
            () => new ModelFit<TTarget>(task.Engine, fit.CreateSettings(task.Fitted, HasPairs)));
        foreach (string warning in model.Warnings.Concat(Warnings))
        {
            fit.Warn(warning);
        }

        ReadRows(train, "training set", task, model.Train, fit);
        if (validation is not null)
        {
            ReadRows(validation, "validation set", task, model.Validation, fit);
        }

        FittedModel fitted = model.Run(fit.Callbacks);
        return FittedStage.Create(fit, Finish(task.Fitted, fitted), fitted);
    }

    /// <summary>Checks the label among the columns that come in.</summary>
    protected abstract SchemaShape.Column CheckLabel(SchemaShape input, string parameter);

    /// <summary>Promises the columns that are added, for a label that has been checked.</summary>
    protected abstract IReadOnlyList<SchemaShape.Column> Promise(SchemaShape.Column label);

    /// <summary>Makes the task for the label column of a training set.</summary>
    protected abstract LabelledTask<TTarget> Learn(IDataView train, DataViewSchema.Column label, string parameter);

    /// <summary>Refuses a validation set whose labels mean something else than those of the training set.</summary>
    protected virtual void CheckValidation(DataViewSchema.Column train, DataViewSchema.Column validation)
    {
    }

    /// <summary>Adds to what the stage knows of its task what only the fitted model knows.</summary>
    protected virtual FittedTask Finish(FittedTask task, FittedModel model) => task;

    /// <summary>Whether the targets of some rows are all the same, so that there is nothing to tell apart.</summary>
    protected virtual bool AreOneValue(IReadOnlyList<TTarget> targets) => targets.Distinct().Take(2).Count() == 1;

    private void CheckWeight(SchemaShape shape, string parameter)
    {
        if (WeightColumn is not null)
        {
            InputColumns.CheckSingle(shape, "weight", WeightColumn, Faults, parameter);
        }
    }

    private DataViewSchema.Column CheckColumns(IDataView view, string parameter)
    {
        SchemaShape shape = SchemaShapes.Of(view.Schema);
        Inputs.Check(shape, Faults, parameter);
        CheckLabel(shape, parameter);
        CheckWeight(shape, parameter);
        return view.Schema[LabelColumn];
    }

    private void ReadRows(IDataView view, string what, LabelledTask<TTarget> task, LabelledRows<TTarget> into, StageFit fit)
    {
        try
        {
            new StageRows(Inputs, LabelColumn, OtherTargetColumns, WeightColumn, Faults).Read(view, task, into, fit.ThrowIfCancelled);
        }
        catch (OperationCanceledException) when (fit.Options.OnCancellation == CancellationBehavior.ReturnBest && fit.FindCancellation() is not null)
        {
            // The fit sees it too, before its first step, and returns the stage as it starts.
            return;
        }

        if (into.Count == 0)
        {
            throw into.LeftOut > 0 ? Faults.Data(into.Rows.DescribeAllLeftOut(what, into.LeftOut)) : Faults.NoRows(what, LabelColumn, into.Skipped);
        }

        if (WeightColumn is not null && into.HasNoWeight)
        {
            throw Faults.NoWeight(what, WeightColumn);
        }

        string rows = string.Create(CultureInfo.InvariantCulture, $"of {into.Count + into.Skipped + into.LeftOut:N0} rows of the {what}");
        if (into.Skipped > 0)
        {
            fit.Warn(string.Create(CultureInfo.InvariantCulture, $"{into.Skipped:N0} {rows} have no label in the column '{LabelColumn}' and are left out"));
        }

        if (into.LeftOut > 0)
        {
            fit.Warn(string.Create(CultureInfo.InvariantCulture, $"{into.LeftOut:N0} {rows} {into.Rows.LeftOutNote}, and are left out"));
        }

        if (AreOneValue(into.Targets))
        {
            fit.Warn(string.Create(
                CultureInfo.InvariantCulture,
                $"all {into.Count:N0} labels of the {what} in the column '{LabelColumn}' are one value; there is nothing to tell apart"));
        }

        if (into.Rows.Remark is { } remark)
        {
            fit.Warn($"{what}: {remark}");
        }

        if (into.Truncated > 0)
        {
            fit.Warn(string.Create(CultureInfo.InvariantCulture, $"{into.Truncated:N0} {rows} {into.Rows.TruncatedNote}, and are cut"));
        }
    }
}
