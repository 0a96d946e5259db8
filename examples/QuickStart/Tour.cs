using Microsoft.ML;
using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>The whole run: fit three pipelines, compare, save, load in a second process, predict.</summary>
internal sealed class Tour(QuickStartOptions options, CancellationToken cancellation)
{
    private const int ComparedTexts = 100;

    private readonly MLContext _ml = new(options.Seed);

    public void Run()
    {
        TextData data = options.Data is null ? Reviews.Load(_ml) : OwnRows.Load(_ml, options);
        Report.Title(data);

        (TrialResult stock, TrialResult probe, TrialResult nola) = FitAll(data);
        using (stock)
        using (probe)
        using (nola)
        {
            Report.Trials(stock, probe, nola);

            string zip = Path.Combine(AppContext.BaseDirectory, "quickstart.zip");
            _ml.Model.Save(nola.Model, data.Train.Schema, zip);
            Report.Zip(zip);

            string html = Path.Combine(AppContext.BaseDirectory, "quickstart.html");
            EvaluationReport.Create(_ml, nola.Model, data.Test, new EvaluationReportOptions { Title = data.Title }).SaveHtml(html);

            string[] texts = [.. data.Samples, .. FirstTexts(data.Test)];
            Scores here = Scores.Compute(_ml, nola.Model, texts);
            Scores there = SecondProcess.Ask(zip, texts, options.Backbone);
            bool equal = here.BitsEqual(there);
            Report.Reloaded(equal, texts.Length);
            Report.Predictions(data.Samples, there);
            Report.Html(html);

            if (options.Json is not null)
            {
                AdapterInfo adapter = nola.Model.GetNolaTransformers()[0].Adapter;
                new Summary(
                    stock.Accuracy,
                    probe.Accuracy,
                    nola.Accuracy,
                    adapter.AdapterParameters,
                    adapter.HeadParameters,
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

    private (TrialResult Stock, TrialResult Probe, TrialResult Nola) FitAll(TextData data)
    {
        BackboneReference backbone = options.Backbone is null ? BackboneReference.Default : BackboneReference.FromFolder(options.Backbone);
        var trial = new Trial(_ml, data, cancellation);
        return FitView.Show(view => (
            trial.Run(StockPipeline.Create(_ml, data), view),
            trial.Run(NolaPipeline.Create(_ml, "linear probe", AdaptationMethod.LinearProbe, backbone, view, cancellation), view),
            trial.Run(NolaPipeline.Create(_ml, "NOLA", AdaptationMethod.Nola, backbone, view, cancellation), view)));
    }

    private IEnumerable<string> FirstTexts(IDataView rows) =>
        _ml.Data.CreateEnumerable<LabelledText>(_ml.Data.TakeRows(rows, ComparedTexts), reuseRowObject: false).Select(row => row.Text);
}
