using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.TextRegression;

/// <summary>The stage in the hands of ML.NET's own regression evaluator, cross-validation and engines.</summary>
[TestClass]
public sealed class RegressionEvaluationTests
{
    [TestMethod]
    public void The_evaluator_finds_the_column_and_agrees_with_a_hand_computation()
    {
        using var fixture = new TinyFixture();
        using NolaTextRegressionTransformer model = fixture.Context.Regression.Trainers.NolaTextRegression(Learning(fixture.RegressionOptions()))
            .Fit(fixture.Graded(60));
        IDataView scored = model.Transform(fixture.Graded(30));
        RegressionMetrics metrics = fixture.Context.Regression.Evaluate(scored);
        float[] labels = [.. scored.GetColumn<float>("Label")];
        float[] scores = [.. scored.GetColumn<float>("Score")];
        double squares = labels.Zip(scores, static (label, score) => Math.Pow(label - score, 2)).Average();
        double variance = labels.Select(label => Math.Pow(label - labels.Average(), 2)).Average();
        Assert.AreEqual(Math.Sqrt(squares), metrics.RootMeanSquaredError, 1e-5);
        Assert.AreEqual(labels.Zip(scores, static (label, score) => Math.Abs((double)label - score)).Average(), metrics.MeanAbsoluteError, 1e-5);
        Assert.AreEqual(1 - (squares / variance), metrics.RSquared, 1e-5);
        Assert.IsGreaterThan(0.5, metrics.RSquared, "the words tell the numbers; the mean of the labels alone has 0");
    }

    [TestMethod]
    [DataRow(PairMode.Cross)]
    [DataRow(PairMode.Siamese)]
    public void Both_pair_modes_learn_whether_two_texts_are_alike(PairMode mode)
    {
        using var fixture = new TinyFixture();
        NolaTextRegressionOptions options = Learning(Pairs.Options(fixture, mode));
        options.Training.Epochs = 80;
        PairRow[] rows = Pairs.Rows(64);
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, options, rows);
        RegressionMetrics metrics = fixture.Context.Regression.Evaluate(model.Transform(Pairs.View(fixture, rows)));
        Assert.IsGreaterThan(0.5, metrics.RSquared, "the mean of the labels alone has 0");
    }

    [TestMethod]
    public void Siamese_scores_do_not_depend_on_which_text_is_the_first()
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = Pairs.Rows(16);
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, Pairs.Options(fixture), rows);
        PairRow[] swapped = [.. rows.Select(static row => new PairRow { Text = row.Second, Second = row.Text })];
        Near.WithinAbsolute(Pairs.Scores(fixture, model, rows), Pairs.Scores(fixture, model, swapped), 1e-4);
    }

    /// <summary>The head of the earlier fit is in the unit of its labels; it goes on from there whatever the new rows' mean and deviation are.</summary>
    [TestMethod]
    [DataRow(PairMode.Cross)]
    [DataRow(PairMode.Siamese)]
    public void A_fit_goes_on_from_an_earlier_one_of_the_same_mode(PairMode mode)
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = Pairs.Rows(24);
        using NolaTextRegressionTransformer first = Pairs.Fit(fixture, Pairs.Options(fixture, mode), rows);
        NolaTextRegressionOptions options = Pairs.Options(fixture, mode);
        options.WarmStart = WarmStart.FromModel(first);
        options.Training = new NolaTrainingOptions { Epochs = 1, LearningRate = 1e-12, HeadLearningRate = 1e-12 };
        PairRow[] others = [.. Pairs.Rows(24).Select(static (row, i) => new PairRow { Text = row.Text, Second = row.Second, Label = 1000 * i })];
        using NolaTextRegressionTransformer second = Pairs.Fit(fixture, options, others);
        Near.WithinAbsolute(Pairs.Scores(fixture, first, rows), Pairs.Scores(fixture, second, rows), 1e-2, "nothing was learnt since");
        options.PairMode = mode == PairMode.Cross ? PairMode.Siamese : PairMode.Cross;
        using NolaTextRegressionTransformer another = Pairs.Fit(fixture, options, others);
        Assert.IsGreaterThan(1000, Pairs.Scores(fixture, another, rows).Average(), "a head of the other mode does not go on: its scores were below 20");
    }

    [TestMethod]
    public void It_is_cross_validated()
    {
        using var fixture = new TinyFixture();
        var trainer = fixture.Context.Regression.Trainers.NolaTextRegression(Learning(fixture.RegressionOptions()));
        var folds = fixture.Context.Regression.CrossValidate(fixture.Graded(60), trainer, 3);
        foreach (var fold in folds)
        {
            float[] errors = [.. fold.ScoredHoldOutSet.GetColumn<float>("Label").Zip(
                fold.ScoredHoldOutSet.GetColumn<float>("Score"), static (label, score) => label - score)];
            Assert.AreEqual(20, errors.Length, 8, "rows of a fold");
            Assert.AreEqual(Math.Sqrt(errors.Average(static error => (double)error * error)), fold.Metrics.RootMeanSquaredError, 1e-4);
            ((IDisposable)fold.Model).Dispose();
        }
    }

    [TestMethod]
    public void An_engine_of_a_loaded_zip_predicts_what_the_model_does()
    {
        using var fixture = new TinyFixture();
        PairRow[] rows = Pairs.Rows(9);
        using NolaTextRegressionTransformer model = Pairs.Fit(fixture, Pairs.Options(fixture), rows);
        float[] expected = Pairs.Scores(fixture, model, rows);
        fixture.Context.Model.Save(model, Pairs.View(fixture, rows).Schema, fixture.File("regression.zip"));
        MLContext context = fixture.LoadingContext();
        using PredictionEngine<PairRow, Answer> engine =
            context.Model.CreatePredictionEngine<PairRow, Answer>(context.Model.Load(fixture.File("regression.zip"), out _));
        Near.WithinAbsolute(expected, [.. rows.Select(row => engine.Predict(row).Score)], 1e-4);
    }

    [TestMethod]
    public void The_epoch_of_the_least_error_on_the_validation_set_is_kept()
    {
        using var fixture = new TinyFixture();
        NolaTextRegressionOptions options = Learning(fixture.RegressionOptions());
        options.Training.Epochs = 6;
        using NolaTextRegressionTransformer model = fixture.Context.Regression.Trainers.NolaTextRegression(options).Fit(fixture.Graded(30), fixture.Graded(9));
        NolaFitReport report = model.Report!;
        Assert.AreEqual("RMSE", report.MetricName);
        double best = report.Epochs.Min(static epoch => epoch.ValidationMetric!.Value);
        Assert.AreEqual(best, report.Epochs[report.BestEpoch!.Value - 1].ValidationMetric);
        Assert.AreEqual(best, fixture.Context.Regression.Evaluate(model.Transform(fixture.Graded(9))).RootMeanSquaredError, 1e-3, "in the labels' own unit");
    }

    private static NolaTextRegressionOptions Learning(NolaTextRegressionOptions options)
    {
        options.Training.Epochs = 60;
        options.Training.LearningRate = 0.02;
        options.Training.HeadLearningRate = 0.05;
        return options;
    }

    private sealed class Answer
    {
        public float Score { get; set; }
    }
}
