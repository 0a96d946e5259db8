using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>What a fit returns, and what it says of settings and rows that do not do what a user may think.</summary>
[TestClass]
public sealed class FitFaultTests
{
    [TestMethod]
    public void A_fit_of_one_step_learns()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 16 };
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(12));
        Assert.AreEqual(1, model.Report!.Steps);
        float[] scores = model.Transform(fixture.Data(1)).GetColumn<float[]>("Score").Single();
        Assert.AreNotEqual(scores[0], scores[1], "the scores of a model that learnt nothing are equal");
    }

    [TestMethod]
    public void One_step_an_epoch_is_made_of_all_batches()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 4, BatchSize = 8, GradientAccumulationSteps = int.MaxValue };
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(24));
        Assert.AreEqual(4, model.Report!.Steps);
        Assert.AreNotEqual(model.Report.Epochs[0].Loss, model.Report.Epochs[3].Loss, "it learns");
    }

    /// <summary>The validation set has other labels than the rows teach, so the first epochs are the best and training goes on to worse ones.</summary>
    [TestMethod]
    public void The_best_epoch_on_the_validation_set_is_what_a_fit_returns()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 12, BatchSize = 8, LearningRate = 0.02, HeadLearningRate = 0.05 };
        IDataView train = fixture.Keyed(24);
        var mapping = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(fixture.Data(24));
        IDataView validation = mapping.Transform(fixture.Context.Data.LoadFromEnumerable(
            TinyFixture.Rows(24).Select((row, i) => new Row { Text = row.Text, Tag = TinyFixture.Tags[(i + 1) % 3] })));
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(train, validation);
        NolaFitReport report = model.Report!;
        double[] metrics = [.. report.Epochs.Select(static epoch => epoch.ValidationMetric!.Value)];
        Assert.AreEqual(Array.IndexOf(metrics, metrics.Max()) + 1, report.BestEpoch);
        Assert.IsLessThan(metrics.Max(), metrics[^1], "the last epoch is worse, or this test shows nothing");
        double accuracy = fixture.Context.MulticlassClassification.Evaluate(model.Transform(validation)).MicroAccuracy;
        Assert.AreEqual(metrics.Max(), accuracy, 1e-9, "the returned model is that of the best epoch");
    }

    /// <summary>A handler's own exception is no cancellation, whatever its type.</summary>
    [TestMethod]
    public void An_exception_of_a_progress_handler_comes_through()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.OnCancellation = CancellationBehavior.ReturnBest;
        options.Progress = new FitReports(static _ => throw new OperationCanceledException("of the handler"));
        Assert.AreEqual("of the handler", Assert.Throws<OperationCanceledException>(() => fixture.Trainer(options).Fit(fixture.Keyed(24))).Message);
    }

    [TestMethod]
    [DataRow(AdaptationMethod.LoRA, "LoRA has no use for Adapter.NumBasisA, Adapter.NumBasisB, Adapter.Sharing: what is set there has no effect")]
    [DataRow(AdaptationMethod.LinearProbe,
        "LinearProbe has no use for Adapter.NumBasisA, Adapter.NumBasisB, Adapter.Sharing, Adapter.Rank, Training.LearningRate: "
        + "what is set there has no effect")]
    [DataRow(AdaptationMethod.FullFineTuning,
        "FullFineTuning has no use for Adapter.NumBasisA, Adapter.NumBasisB, Adapter.Sharing, Adapter.Rank: what is set there has no effect")]
    [DataRow(AdaptationMethod.Nola, null)]
    public void Settings_without_effect_are_said_once(AdaptationMethod method, string? warning)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.Method = method;
        options.Adapter.Sharing = BasisSharing.PerModule;
        options.Training.LearningRate = 5e-4;
        IDataView data = fixture.Keyed(24);
        var log = new FitLog(fixture.Context);
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(data);
        CollectionAssert.AreEqual(
            warning is null ? [] : new[] { "Warning " + warning },
            log.Lines.Where(static line => line.StartsWith("Warning", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void Settings_far_outside_of_what_works_are_said_once_each()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.NumBasisB = 70;
        options.Training.LearningRate = 0.05;
        IDataView data = fixture.Keyed(24);
        var log = new FitLog(fixture.Context);
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(data);
        string[] warnings = [.. log.Lines.Where(static line => line.StartsWith("Warning", StringComparison.Ordinal))];
        Assert.HasCount(2, warnings, log.Text);
        Assert.StartsWith("Warning Training.LearningRate is 0.05, and text classifiers have lost", warnings[0]);
        Assert.StartsWith("Warning Adapter.NumBasisB makes 70 bases of the factor B of 'encoder.layer.0.output.dense', which has 64 entries", warnings[1]);
    }

    /// <summary>With a wrong separator all texts are one label, or there is no label: each is said as it is.</summary>
    [TestMethod]
    [DataRow(0, "the training set has no rows.")]
    [DataRow(3, "all 3 labels in the column 'Label' are 'red'; there is nothing to tell apart. "
        + "Is it the right column, and the file's separator the right one?")]
    public void One_class_and_no_rows_give_different_messages(int rows, string fault)
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(static _ => new Row { Text = "x", Tag = "red" }));
        Assert.AreEqual(
            $"NolaTextClassification: {fault}", Assert.Throws<InvalidOperationException>(() => fixture.Pipeline().Fit(data)).Message);
    }

    [TestMethod]
    public void A_training_set_of_one_class_is_fitted_with_a_warning()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(9).Select(static row => new Row { Text = row.Text, Tag = "red" }));
        data = fixture.IsRed().Fit(data).Transform(data);
        var log = new FitLog(fixture.Context);
        fixture.Context.BinaryClassification.Trainers.NolaTextClassification(fixture.BinaryOptions()).Fit(data).Dispose();
        CollectionAssert.Contains(log.Lines, "Warning all 9 labels of the training set in the column 'Label' are one value; there is nothing to tell apart");
    }

    /// <summary>What a budget makes must be what a zip may hold.</summary>
    [TestMethod]
    public void A_budget_that_makes_too_many_bases_is_refused()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = new AdapterConfig { ParameterBudget = 40_000_000, TargetModules = { "mlp-out" } };
        Assert.Contains(
            "which makes 10000000 bases a factor on 2 modules; at most 1048576",
            Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(fixture.Keyed(9))).Message);
    }

    /// <summary>A fit may take hours; what it learnt does not depend on the backbone's files after them.</summary>
    [TestMethod]
    public void A_backbone_s_folder_may_go_while_a_fit_runs()
    {
        using var fixture = new TinyFixture();
        string folder = TinyBackbone.Write(fixture.File("backbone"), seed: 99);
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(folder);
        options.Progress = new FitReports(_ =>
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(24));
        Assert.IsGreaterThan(0, model.Report!.Steps);
    }

    [TestMethod]
    [DataRow("Text", "Second", 1, false)]
    [DataRow("Text", null, 1, true)]
    [DataRow("Text", "Second", 2, true)]
    public void Pairs_need_a_backbone_of_two_types_of_token(string first, string? second, int types, bool fits)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("backbone"), tokenTypes: types));
        (options.Sentence1ColumnName, options.Sentence2ColumnName) = (first, second);
        int read = 0;
        IDataView data = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(6).Select(row =>
        {
            read++;
            return row;
        })));
        read = 0;
        if (fits)
        {
            fixture.Trainer(options).Fit(data).Dispose();
            return;
        }

        string message = Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(data)).Message;
        Assert.StartsWith("NolaTextClassification: Rows have two texts, but the backbone in '", message);
        Assert.Contains("knows 1 type of token (type_vocab_size)", message);
        Assert.AreEqual(0, read, "before rows are read");
    }
}
