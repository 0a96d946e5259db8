using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Tables.Files;
using Nola.Tables.Labels;
using Nola.Tool.Models;
using Nola.Tool.Running;

namespace Nola.Tool.Fitting;

/// <summary>Reads the rows, fits, saves, and tests what was saved. What can be found wrong at once is found before the fit.</summary>
internal sealed class FitRun(FitSettings settings, TextWriter output, CancellationToken cancellation)
{
    public int Run()
    {
        Machine.Check();
        TargetFile.Check(settings.Output);
        if (settings.Report is not null)
        {
            TargetFile.Check(settings.Report);
        }

        BackboneReference backbone = settings.Backbone is not { } named ? BackboneReference.Default
            : BackboneFiles.IsGguf(named) && !Directory.Exists(named) ? BackboneReference.FromFile(named)
            : BackboneReference.FromFolder(named);
        BackboneLocator.Find(backbone, []);
        (LabelledTable train, LabelledTable? test) = Read();
        Say(train, test);

        var ml = new MLContext(settings.Seed);
        IDataView rows = train.ToDataView();
        ITransformer model = FitView.Show(progress => FitPipeline.Create(ml, train, new FitOptions(settings, backbone, progress, cancellation)).Fit(rows));
        using (model as IDisposable)
        {
            NolaTransformer stage = model.GetNolaTransformers()[0];
            if (stage.Report is { Cancelled: true, Steps: 0 })
            {
                throw new OperationCanceledException("Stopped before the first step.");
            }

            TargetFile.Write(settings.Output, stream => ml.Model.Save(model, rows.Schema, stream));
            SayResult(stage);
            if (test is not null)
            {
                Metrics.Measure(ml, model, test.ToDataView(), train.LabelColumn, train.Task, test).WriteTo(output);
            }

            if (settings.Report is not null)
            {
                SaveReport(settings.Report, ml, model, stage, test);
            }

            return ExitCodes.Done;
        }
    }

    /// <summary>With rows to be tested on the report has what both did; without, and for numbers and several labels, what the fit did.</summary>
    private void SaveReport(string path, MLContext ml, ITransformer model, NolaTransformer stage, LabelledTable? test)
    {
        if (test is null || test.Task is LabelTask.Regression or LabelTask.MultiLabel)
        {
            stage.Report!.SaveHtml(path);
        }
        else
        {
            EvaluationReport.Create(ml, model, test.ToDataView(), new EvaluationReportOptions { Title = settings.Data }).SaveHtml(path);
        }

        output.WriteLine($"Report: {path}");
    }

    private (LabelledTable Train, LabelledTable? Test) Read()
    {
        LabelledTable table = LabelledTable.Read(settings.Data, settings.Columns);
        if (settings.Test is null)
        {
            return settings.Holdout > 0 ? table.Split(settings.Holdout, settings.Seed) : (table, null);
        }

        LabelledTableOptions columns = settings.Columns with
        {
            Label = table.LabelColumn,
            Text = table.TextColumn,
            Text2 = table.Text2Column,
            Task = table.Task,
        };
        string[]? known = table.Task == LabelTask.Regression ? null : [.. table.Labels.Select(static label => label.Label)];
        return (table, LabelledTable.ReadTest(settings.Test, columns, known));
    }

    private void Say(LabelledTable train, LabelledTable? test)
    {
        string tested = test is null ? "no rows to be tested on" : FormattableString.Invariant($"{test.Rows.Count:N0} to be tested on");
        output.WriteLine(FormattableString.Invariant($"{settings.Data}: {train.Rows.Count:N0} rows to learn from, {tested}"));
        string texts = train.Text2Column is null ? $"text '{train.TextColumn}'" : $"texts '{train.TextColumn}' and '{train.Text2Column}'";
        string task = train.Binary is { } binary
            ? $"binary, '{binary.True}' is true and '{binary.False}' is false"
            : train.Task == LabelTask.Regression ? "regression: numbers"
            : train.Task == LabelTask.MultiLabel ? FormattableString.Invariant($"multi-label, {train.Labels.Count:N0} label{(train.Labels.Count == 1 ? "" : "s")}")
            : FormattableString.Invariant($"multiclass, {train.Labels.Count:N0} labels");
        output.WriteLine($"{texts}, label '{train.LabelColumn}' ({task})");
        foreach (string note in train.Notes)
        {
            output.WriteLine(note);
        }
    }

    private void SayResult(NolaTransformer stage)
    {
        if (stage.Report is { Cancelled: true } report)
        {
            output.WriteLine(FormattableString.Invariant(
                $"Stopped by Ctrl+C after {report.Steps:N0} steps ({report.Epochs.Count} whole epochs); what was learnt so far is saved."));
        }

        (int adapter, int head) = (stage.Adapter.AdapterParameters, stage.Adapter.HeadParameters);
        string backbone = stage.Adapter.Method == AdaptationMethod.FullFineTuning
            ? string.Empty
            : "; the backbone is not in it but named by its hash";
        output.WriteLine(FormattableString.Invariant(
            $"Saved {settings.Output}: {new FileInfo(settings.Output).Length:N0} bytes, {adapter:N0} adapter and {head:N0} head numbers{backbone}"));
    }
}
