using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Tables.Labels;
using Nola.Tool.Models;

namespace Nola.Tool.Fitting;

/// <summary>Texts with labels.</summary>
internal sealed class LabelledFitData : IFitData
{
    private readonly LabelledTable _train;
    private readonly LabelledTable? _test;

    private LabelledFitData(LabelledTable train, LabelledTable? test)
    {
        _train = train;
        _test = test;
        Train = train.ToDataView();
    }

    public IDataView Train { get; }

    public int TrainRows => _train.Rows.Count;

    public int? TestRows => _test?.Rows.Count;

    public IEnumerable<string> Description
    {
        get
        {
            string texts = _train.Text2Column is null ? $"text '{_train.TextColumn}'" : $"texts '{_train.TextColumn}' and '{_train.Text2Column}'";
            string task = _train.Binary is { } binary
                ? $"binary, '{binary.True}' is true and '{binary.False}' is false"
                : _train.Task == LabelTask.Regression ? "regression: numbers"
                : _train.Task == LabelTask.MultiLabel ? FormattableString.Invariant($"multi-label, {_train.Labels.Count:N0} label{(_train.Labels.Count == 1 ? "" : "s")}")
                : FormattableString.Invariant($"multiclass, {_train.Labels.Count:N0} labels");
            return [$"{texts}, label '{_train.LabelColumn}' ({task})", .. _train.Notes];
        }
    }

    public static LabelledFitData Read(FitSettings settings, LabelledTableOptions options)
    {
        LabelledTable table = LabelledTable.Read(settings.Data, options);
        if (settings.Test is null)
        {
            (LabelledTable train, LabelledTable? test) = settings.Holdout > 0 ? table.Split(settings.Holdout, settings.Seed) : (table, null);
            return new LabelledFitData(train, test);
        }

        LabelledTableOptions columns = options with { Label = table.LabelColumn, Text = table.TextColumn, Text2 = table.Text2Column, Task = table.Task };
        string[]? known = table.Task == LabelTask.Regression ? null : [.. table.Labels.Select(static label => label.Label)];
        return new LabelledFitData(table, LabelledTable.ReadTest(settings.Test, columns, known));
    }

    public IEstimator<ITransformer> CreateEstimator(MLContext ml, FitOptions options) => FitPipeline.Create(ml, _train, options);

    public Metrics Measure(MLContext ml, ITransformer model) =>
        Metrics.Measure(ml, model, _test!.ToDataView(), _train.LabelColumn, _train.Task, _test);

    /// <summary>With rows to be tested on the report has what both did; without, and for numbers and several labels, what the fit did.</summary>
    public void SaveReport(string path, string title, MLContext ml, ITransformer model)
    {
        if (_test is null || _test.Task is LabelTask.Regression or LabelTask.MultiLabel)
        {
            model.GetNolaTransformers()[0].Report!.SaveHtml(path);
        }
        else
        {
            EvaluationReport.Create(ml, model, _test.ToDataView(), new EvaluationReportOptions { Title = title }).SaveHtml(path);
        }
    }
}
