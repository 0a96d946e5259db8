using Microsoft.ML;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Tables.Files;
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

        BackboneReference backbone = settings.Backbone is { } named ? BackboneReference.FromPath(named) : BackboneReference.Default;
        BackboneLocator.Find(backbone, []);
        IFitData data = settings.Completions is { } columns ? CompletionFitData.Read(settings, columns)
            : settings.Images is { } images ? ImageFitData.Read(settings, images)
            : LabelledFitData.Read(settings, settings.Columns);
        Say(data);

        var ml = new MLContext(settings.Seed);
        ITransformer model = FitView.Show(progress => data.CreateEstimator(ml, new FitOptions(settings, backbone, progress, cancellation)).Fit(data.Train));
        using (model as IDisposable)
        {
            NolaTransformer stage = model.GetNolaTransformers()[0];
            if (stage.Report is { Cancelled: true, Steps: 0 })
            {
                throw new OperationCanceledException("Stopped before the first step.");
            }

            TargetFile.Write(settings.Output, stream => ml.Model.Save(model, data.Train.Schema, stream));
            SayResult(stage);
            try
            {
                // The Ctrl+C that ended the fit does not end this too.
                ml.SetNolaOptions(new NolaEnvironmentOptions { CancellationToken = stage.Report is { Cancelled: true } ? CancellationToken.None : cancellation });
                Test(data, ml, model);
            }
            catch (OperationCanceledException)
            {
                output.WriteLine("Stopped by Ctrl+C while the model was tested; it is saved.");
            }

            return ExitCodes.Done;
        }
    }

    private void Test(IFitData data, MLContext ml, ITransformer model)
    {
        if (data.TestRows is not null)
        {
            data.Measure(ml, model).WriteTo(output);
        }

        if (settings.Report is not null)
        {
            data.SaveReport(settings.Report, settings.Data, ml, model);
            output.WriteLine($"Report: {settings.Report}");
        }
    }

    private void Say(IFitData data)
    {
        string tested = data.TestRows is { } rows ? FormattableString.Invariant($"{rows:N0} to be tested on") : "no rows to be tested on";
        output.WriteLine(FormattableString.Invariant($"{settings.Data}: {data.TrainRows:N0} rows to learn from, {tested}"));
        foreach (string sentence in data.Description)
        {
            output.WriteLine(sentence);
        }
    }

    private void SayResult(NolaTransformer stage)
    {
        if (stage.Report is { Cancelled: true } report)
        {
            output.WriteLine(FormattableString.Invariant(
                $"Stopped by Ctrl+C after {report.Steps:N0} steps ({report.Epochs.Count} whole epochs); what was learnt so far is saved."));
        }

        if (settings.Images is not null && stage.Report is { RowsSkipped: > 0 } left)
        {
            output.WriteLine(FormattableString.Invariant(
                $"{left.RowsSkipped:N0} of {left.Rows + left.RowsSkipped:N0} pictures to learn from were left out: they cannot be used."));
        }

        (int adapter, int head) = (stage.Adapter.AdapterParameters, stage.Adapter.HeadParameters);
        string backbone = stage.Adapter.Method == AdaptationMethod.FullFineTuning
            ? string.Empty
            : "; the backbone is not in it but named by its hash";
        output.WriteLine(FormattableString.Invariant(
            $"Saved {settings.Output}: {new FileInfo(settings.Output).Length:N0} bytes, {adapter:N0} adapter and {head:N0} head numbers{backbone}"));
    }
}
