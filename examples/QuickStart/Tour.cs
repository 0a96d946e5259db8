using Microsoft.ML;
using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>The whole run: fit twice, compare, save, load in a second process, predict.</summary>
internal sealed class Tour(QuickStartOptions options, CancellationToken cancellation)
{
    private const int Seed = 0;
    private const int ComparedTexts = 100;

    private readonly MLContext _ml = new(Seed);

    public void Run()
    {
        TextData data = options.Data is null ? Banking77.Load(_ml) : TsvFile.Load(_ml, options.Data);
        Report.Title(data);

        (TrialResult probe, TrialResult nola) = FitBoth(data);
        using (probe)
        using (nola)
        {
            Report.Trials(probe, nola);

            string zip = Path.Combine(AppContext.BaseDirectory, "quickstart.zip");
            _ml.Model.Save(nola.Model, data.Train.Schema, zip);
            Report.Zip(zip);

            string[] texts = [.. data.Samples, .. FirstTexts(data.Test)];
            Scores here = Scores.Compute(_ml, nola.Model, texts);
            Scores there = SecondProcess.Ask(zip, texts, options.Backbone);
            bool equal = here.BitsEqual(there);
            Report.Reloaded(equal, texts.Length);
            Report.Predictions(data.Samples, there);

            if (options.Json is not null)
            {
                new Summary(
                    probe.Accuracy,
                    nola.Accuracy,
                    nola.Adapter.AdapterParameters,
                    nola.Adapter.HeadParameters,
                    new FileInfo(zip).Length,
                    nola.FitSeconds,
                    equal).Write(options.Json);
            }

            if (!equal)
            {
                throw new QuickStartException("The reloaded model does not score as the fitted one does.");
            }

            Conversation.Hold(_ml, nola.Model, cancellation);
        }
    }

    private (TrialResult Probe, TrialResult Nola) FitBoth(TextData data)
    {
        BackboneReference backbone = options.Backbone is null ? BackboneReference.Default : BackboneReference.FromFolder(options.Backbone);
        var trial = new Trial(_ml, data, backbone, cancellation);
        return FitView.Show(view => (
            trial.Run("linear probe", AdaptationMethod.LinearProbe, view),
            trial.Run("NOLA", AdaptationMethod.Nola, view)));
    }

    private IEnumerable<string> FirstTexts(IDataView rows) =>
        _ml.Data.CreateEnumerable<LabelledText>(_ml.Data.TakeRows(rows, ComparedTexts), reuseRowObject: false).Select(row => row.Text);
}
