using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>The stage from rows to text.</summary>
[TestClass]
public sealed class TextGenerationTests
{
    private readonly PromptFixture _fixture = new();

    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void Completions_are_learnt(AdaptationMethod method)
    {
        using var guard = new TensorGuard();
        NolaTextGenerationOptions options = PromptFixture.Options(method);
        options.Training.Epochs = method == AdaptationMethod.FullFineTuning ? 4 : 10;
        options.Training.LearningRate = method == AdaptationMethod.FullFineTuning ? 1e-3 : null;
        options.ValidationSet = _fixture.Data(10);
        using NolaTextGenerationTransformer model = _fixture.Trainer(options).Fit(_fixture.Data(60));
        NolaFitReport report = model.Report!;
        Assert.AreEqual("perplexity", report.MetricName);
        NolaEpochReport best = report.Epochs[report.BestEpoch!.Value - 1];
        Assert.AreEqual(report.Epochs.Min(static epoch => epoch.ValidationMetric), best.ValidationMetric);
        Assert.AreEqual(Math.Exp(best.ValidationLoss!.Value), best.ValidationMetric!.Value, 1e-4);
        Assert.IsLessThan(report.Epochs[0].Loss / 4, report.Epochs[^1].Loss);

        GeneratedRow[] found = _fixture.Read(model, _fixture.Data(60));
        int right = found.Zip(PromptFixture.Rows(60), static (row, expected) => row.GeneratedText == expected.Completion).Count(static isRight => isRight);
        Assert.IsGreaterThan(50, right, string.Join('|', found.Select(static row => row.GeneratedText).Distinct()));
    }

    [TestMethod]
    public void A_merged_adapter_generates_what_it_does_beside_the_backbone()
    {
        using var guard = new TensorGuard();
        string[] texts = [.. Enum.GetValues<ScoringMode>().Select(scoring =>
        {
            NolaTextGenerationOptions options = PromptFixture.Options();
            options.Training.Epochs = 3;
            options.Scoring = scoring;
            return Generate(options);
        })];
        Assert.HasCount(1, texts.Distinct(StringComparer.Ordinal), string.Join('\n', texts));

        // A merge that did nothing would leave what the backbone alone writes.
        Assert.AreNotEqual(texts[0], Generate(PromptFixture.Options(AdaptationMethod.LinearProbe)));

        string Generate(NolaTextGenerationOptions options)
        {
            using NolaTextGenerationTransformer model = _fixture.Trainer(options).Fit(_fixture.Data(60));
            return string.Join('|', _fixture.Read(model, _fixture.Data(12)).Select(static row => row.GeneratedText));
        }
    }

    [TestMethod]
    public void A_linear_probe_generates_as_the_backbone_does_and_measures_it()
    {
        using var guard = new TensorGuard();
        NolaTextGenerationOptions options = PromptFixture.Options(AdaptationMethod.LinearProbe);
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe };
        options.ValidationSet = _fixture.Data(10);
        var log = new FitLog(_fixture.Context);
        using NolaTextGenerationTransformer model = _fixture.Trainer(options).Fit(_fixture.Data(60));
        NolaFitReport report = model.Report!;
        Assert.AreEqual(0, report.Steps);
        Assert.AreEqual(0, report.Adapter.AdapterParameters + report.Adapter.HeadParameters);
        NolaEpochReport only = report.Epochs.Single();
        Assert.IsTrue(double.IsNaN(only.Loss));
        Assert.AreEqual(Math.Exp(only.ValidationLoss!.Value), only.ValidationMetric!.Value, 1e-4);
        Assert.Contains("nothing trains", log.Text);

        // This model writes stories.
        GeneratedRow[] found = _fixture.Read(model, _fixture.Data([new PromptRow { Prompt = "Once upon a time" }]));
        Assert.StartsWith(", there was a little girl named", found[0].GeneratedText);
    }

    [TestMethod]
    public void Rows_that_teach_nothing_are_left_out_and_counted()
    {
        var log = new FitLog(_fixture.Context);
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.MaxLength = 16;
        PromptRow[] rows =
        [
            .. PromptFixture.Rows(8),
            new() { Prompt = "Tom: ball.", Completion = "" },
            new() { Prompt = string.Concat(Enumerable.Repeat("once upon a time ", 9)), Completion = "there" },
            new() { Prompt = "Tom", Completion = string.Concat(Enumerable.Repeat(" once upon a time", 9)) },
        ];
        using NolaTextGenerationTransformer model = _fixture.Trainer(options).Fit(_fixture.Data(rows));
        Assert.AreEqual(9, model.Report!.Rows);
        Assert.AreEqual(2, model.Report.RowsSkipped);
        Assert.Contains("1 of 11 rows of the training set have no label in the column 'Completion' and are left out", log.Text);
        Assert.Contains("1 of 11 rows of the training set have a prompt that leaves no token of MaxLength, 16, to what follows, and are left out", log.Text);
        Assert.Contains("rows of the training set are longer than MaxLength, 16 tokens, and are cut", log.Text);
    }

    [TestMethod]
    public void Rows_without_weight_teach_nothing()
    {
        NolaTextGenerationOptions options = PromptFixture.Options(AdaptationMethod.LoRA);
        options.ExampleWeightColumnName = "Weight";
        options.Training.LabelSmoothing = 0.1;
        PromptRow[] rows = [.. PromptFixture.Rows(20)];
        using NolaTextGenerationTransformer alone = _fixture.Trainer(options).Fit(_fixture.Data(rows));
        Assert.IsTrue(double.IsFinite(alone.Report!.Epochs[0].Loss));
        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(
            () => _fixture.Trainer(options).Fit(_fixture.Data(rows.Select(static row => new PromptRow { Prompt = row.Prompt, Completion = row.Completion, Weight = 0 }))));
        Assert.Contains("all weights of the training set in the column 'Weight' are 0", fault.Message);
    }

    [TestMethod]
    public void A_pipeline_with_the_stage_is_split_fitted_saved_and_asked_for_one_row()
    {
        DataOperationsCatalog.TrainTestData split = _fixture.Context.Data.TrainTestSplit(_fixture.Data(40), 0.25, seed: 1);
        var pipeline = _fixture.Context.Transforms.CopyColumns("Question", "Prompt").Append(
            _fixture.Context.Transforms.NolaTextGeneration(
                promptColumnName: "Question", maxEpochs: 1, backbone: BackboneReference.FromFolder(PromptFixture.Folder),
                generation: new NolaGenerationOptions { MaxNewTokens = 4 }));
        ITransformer model = pipeline.Fit(split.TrainSet);
        byte[] zip = ZipBytes.Save(_fixture.Context, model, split.TrainSet.Schema);
        Assert.IsLessThan(30_000, zip.Length);
        ITransformer loaded = ZipBytes.Load(_fixture.Context, zip, out _);
        GeneratedRow[] found = _fixture.Read(loaded, split.TestSet);
        CollectionAssert.AreEqual(_fixture.Read(model, split.TestSet).Select(static row => row.GeneratedText).ToArray(), found.Select(static row => row.GeneratedText).ToArray());

        using var engine = _fixture.Context.Model.CreatePredictionEngine<PromptRow, GeneratedRow>(loaded);
        foreach (GeneratedRow row in found.Take(3))
        {
            Assert.AreEqual(row.GeneratedText, engine.Predict(new PromptRow { Prompt = row.Prompt }).GeneratedText);
        }
    }

    [TestMethod]
    public void A_fit_goes_on_from_a_model_and_from_its_folder()
    {
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.Training.Epochs = 5;
        using NolaTextGenerationTransformer first = _fixture.Trainer(options).Fit(_fixture.Data(60));
        using var folder = new TemporaryFolder();
        first.SaveAdapter(folder.File("adapter"));
        Assert.Contains("\"task_type\": \"CAUSAL_LM\"", File.ReadAllText(Path.Combine(folder.File("adapter"), "adapter_config.json")));
        foreach (WarmStart start in new[] { WarmStart.FromModel(first), WarmStart.FromAdapterFolder(folder.File("adapter")) })
        {
            NolaTextGenerationOptions next = PromptFixture.Options();
            next.Adapter = new AdapterConfig();
            next.WarmStart = start;
            using NolaTextGenerationTransformer second = _fixture.Trainer(next).Fit(_fixture.Data(60));
            Assert.AreEqual(first.Adapter.AdapterParameters, second.Adapter.AdapterParameters);
            Assert.IsLessThan(first.Report!.Epochs[1].Loss, second.Report!.Epochs[0].Loss);
        }
    }

    [TestMethod]
    public void A_fit_is_stopped_and_tells_its_progress()
    {
        using var stop = new CancellationTokenSource();
        NolaTextGenerationOptions options = PromptFixture.Options();
        options.CancellationToken = stop.Token;
        options.Training.Epochs = 50;
        var seen = new List<NolaProgress>();
        options.Progress = new Immediate(now =>
        {
            seen.Add(now);
            stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => _fixture.Trainer(options).Fit(_fixture.Data(60)));
        Assert.IsGreaterThan(0, seen[0].TokensPerSecond);
    }

    private sealed class Immediate(Action<NolaProgress> report) : IProgress<NolaProgress>
    {
        public void Report(NolaProgress value) => report(value);
    }
}
