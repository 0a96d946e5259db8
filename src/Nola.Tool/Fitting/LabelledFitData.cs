using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Reports;
using Nola.Tables.Labels;
using Nola.Tool.Models;

namespace Nola.Tool.Fitting;

/// <summary>Texts with labels.</summary>
internal sealed class LabelledFitData : IFitData
{
    private readonly LabelledTable _train;
    private readonly LabelledTable? _test;
    private KeptScores? _scores;

    public LabelledFitData(LabelledTable train, LabelledTable? test, IEnumerable<string> description)
    {
        _train = train;
        Description = description;
        _test = test;
        Train = train.ToDataView();
    }

    public IDataView Train { get; }

    public int TrainRows => _train.Rows.Count;

    public int? TestRows => _test?.Rows.Count;

    public IEnumerable<string> Description { get; }

    public static LabelledFitData Read(FitSettings settings, LabelledTableOptions options)
    {
        LabelledTable table = LabelledTable.Read(settings.Data, options);
        if (settings.Test is null)
        {
            (LabelledTable train, LabelledTable? test) = settings.Holdout > 0 ? table.Split(settings.Holdout, settings.Seed) : (table, null);
            return new LabelledFitData(train, test, Describe(train));
        }

        LabelledTableOptions columns = options with { Label = table.LabelColumn, Text = table.TextColumn, Text2 = table.Text2Column, Task = table.Task };
        string[]? known = table.Task == LabelTask.Regression ? null : [.. table.Labels.Select(static label => label.Label)];
        return new LabelledFitData(table, LabelledTable.ReadTest(settings.Test, columns, known), Describe(table));
    }

    public IEstimator<ITransformer> CreateEstimator(MLContext ml, FitOptions options) => FitPipeline.Create(ml, _train, options);

    public Metrics Measure(MLContext ml, ITransformer model)
    {
        Metrics.Check(_train.Task, _test!);
        return Metrics.Measure(ml, Score(ml, model).View, _train.LabelColumn, _train.Task, _test!);
    }

    /// <summary>With rows to be tested on the report has what both did; without, and for numbers and several labels, what the fit did.</summary>
    public void SaveReport(string path, string title, MLContext ml, ITransformer model)
    {
        if (_test is null || _test.Task is LabelTask.Regression or LabelTask.MultiLabel)
        {
            model.GetNolaTransformers()[0].Report!.SaveHtml(path);
        }
        else
        {
            EvaluationReport.OfScored(ml, model, Score(ml, model), new EvaluationReportOptions { Title = title }).SaveHtml(path);
        }
    }

    /// <summary>The rows to be tested on with what the model gives for them. There is one fitted model, whose rows are measured and then reported on.</summary>
    private KeptScores Score(MLContext ml, ITransformer model) => _scores ??= new KeptScores(ml, model, _test!.ToDataView());

    private static IEnumerable<string> Describe(LabelledTable train)
    {
        string texts = train.Text2Column is null ? $"text '{train.TextColumn}'" : $"texts '{train.TextColumn}' and '{train.Text2Column}'";
        string task = train.Binary is { } binary
            ? $"binary, '{binary.True}' is true and '{binary.False}' is false"
            : train.Task == LabelTask.Regression ? "regression: numbers"
            : train.Task == LabelTask.MultiLabel ? FormattableString.Invariant($"multi-label, {train.Labels.Count:N0} label{(train.Labels.Count == 1 ? "" : "s")}")
            : FormattableString.Invariant($"multiclass, {train.Labels.Count:N0} labels");
        return [$"{texts}, label '{train.LabelColumn}' ({task})", .. train.Notes];
    }
}
