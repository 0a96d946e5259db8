using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>ML.NET's metrics over the stage's columns, against plain arithmetic on Label and Score.</summary>
[TestClass]
public sealed class EvaluationTests
{
    private const int TrainRows = 180;
    private const int Total = TrainRows + 300;
    private const int Chance = 100;
    private const int FiveDeviations = 41;

    [TestMethod]
    public void Every_metric_is_that_of_a_hand_computation()
    {
        using var fixture = new TinyFixture();

        // Fitted on few rows for a short time, and evaluated on uneven classes: no metric is perfect and no two are equal.
        NolaTextClassificationOptions options = fixture.Options();
        options.Training.Epochs = 1;
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(12));
        IDataView rows = fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(90).Where((row, i) => row.Tag != "blue" || i % 2 == 0));
        IDataView scored = model.Transform(fixture.Keyed(rows));
        MulticlassClassificationMetrics metrics = fixture.Context.MulticlassClassification.Evaluate(scored, topKPredictionCount: 2);

        int[] labels = [.. scored.GetColumn<uint>("Label").Select(label => (int)label - 1)];
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        double[] losses = [.. labels.Zip(scores, (label, row) => -Math.Log(row[label]))];
        bool[] right = [.. labels.Zip(scores, (label, row) => Array.IndexOf(row, row.Max()) == label)];
        int[] counts = [.. Enumerable.Range(0, 3).Select(c => labels.Count(label => label == c))];
        double PerClass(int c, Func<int, double> value) => Enumerable.Range(0, labels.Length).Where(i => labels[i] == c).Average(value);

        double prior = -counts.Sum(count => count / (double)labels.Length * Math.Log(count / (double)labels.Length));
        Assert.AreEqual(losses.Average(), metrics.LogLoss, 1e-6);
        Assert.AreEqual((prior - losses.Average()) / prior, metrics.LogLossReduction, 1e-6);
        Assert.AreEqual(right.Count(hit => hit) / (double)labels.Length, metrics.MicroAccuracy, 1e-9);
        Assert.AreEqual(Enumerable.Range(0, 3).Average(c => PerClass(c, i => right[i] ? 1 : 0)), metrics.MacroAccuracy, 1e-9);
        Assert.AreEqual(2, metrics.TopKPredictionCount);
        Assert.AreEqual(labels.Zip(scores, (label, row) => row.Count(score => score > row[label]) < 2 ? 1.0 : 0).Average(), metrics.TopKAccuracy, 1e-9);
        Assert.HasCount(3, metrics.PerClassLogLoss);
        for (int c = 0; c < 3; c++)
        {
            Assert.AreEqual(PerClass(c, i => losses[i]), metrics.PerClassLogLoss[c], 1e-6, $"class {c}");
            Assert.AreEqual(PerClass(c, i => right[i] ? 1 : 0), metrics.ConfusionMatrix.PerClassRecall[c], 1e-9, $"class {c}");
            Assert.AreEqual(counts[c], metrics.ConfusionMatrix.Counts[c].Sum(), 1e-9, $"class {c}");
        }

        Assert.IsTrue(metrics.MicroAccuracy is > 0 and < 1 && metrics.TopKAccuracy > metrics.MicroAccuracy, "the rows do not tell the metrics apart");
    }

    [TestMethod]
    public void Stock_stages_before_and_behind_change_no_metric()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Data(24);
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence1ColumnName = "Copy";
        var pipeline = fixture.Context.Transforms.CopyColumns("Copy", "Text")
            .Append(fixture.Context.Transforms.DropColumns("Text", "Second"))
            .Append(fixture.Pipeline(options))
            .Append(fixture.Context.Transforms.CopyColumns("Probabilities", "Score"))
            .Append(fixture.Context.Transforms.Conversion.MapKeyToValue("Tag", "Label"))
            .Append(fixture.Context.Transforms.SelectColumns("Label", "Score", "PredictedLabel", "PredictedTag", "Probabilities"));
        using var model = pipeline.Fit(data);
        using var plain = fixture.Pipeline().Fit(data);
        IDataView scored = model.Transform(fixture.Data(30));
        CollectionAssert.AreEqual(
            new[] { "Label", "Score", "PredictedLabel", "PredictedTag", "Probabilities" }, scored.Schema.Select(column => column.Name).ToArray());
        Assert.AreEqual(Metrics(fixture, plain.Transform(fixture.Data(30))), Metrics(fixture, scored));
        Assert.AreEqual(Metrics(fixture, scored), Metrics(fixture, scored, "Probabilities"));
        CollectionAssert.AreEqual(
            plain.Transform(fixture.Data(30)).GetColumn<string>("PredictedTag").ToArray(), scored.GetColumn<string>("PredictedTag").ToArray());
    }

    /// <summary>
    /// Labels that have nothing to do with the texts: a model, whatever it learnt, hits a held-out row with probability 1/3, since the row's label was drawn
    /// apart from it. The hits among 300 rows are binomial with mean 100 and standard deviation sqrt(300 * 1/3 * 2/3) = 8.2, so less than one seed in a
    /// million lies outside 100 +- 41 (five of them). A label that leaked into the scores, through its column or the order of rows, would be hit far more
    /// often.
    /// </summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Shuffled_labels_give_chance_on_held_out_rows(int seed)
    {
        using var fixture = new TinyFixture();
        Assert.IsInRange(Chance - FiveDeviations, Chance + FiveDeviations, Hits(fixture, Drawn(new Random(seed))));
    }

    /// <summary>The same fit on the same texts with their true labels: the bounds above are not those of a fit that learns nothing.</summary>
    [TestMethod]
    public void True_labels_are_learnt_far_beyond_chance()
    {
        using var fixture = new TinyFixture();
        Assert.IsGreaterThan(Chance + (2 * FiveDeviations), Hits(fixture, [.. TinyFixture.Rows(Total)]));
    }

    [TestMethod]
    public void Permutation_feature_importance_says_that_there_is_no_linear_predictor()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        IDataView scored = model.Transform(fixture.Data(24));

        // It permutes the numbers of a feature vector; a text stage has none. The message is ML.NET's.
        foreach (ITransformer asked in (ITransformer[])[model, model.GetNolaTransformers().Single()])
        {
            Assert.AreEqual(
                "The model provided does not have a compatible predictor (Parameter 'lastTransformer')",
                Assert.Throws<ArgumentException>(() => fixture.Context.MulticlassClassification.PermutationFeatureImportance(asked, scored)).Message);
        }
    }

    /// <summary>
    /// Fits on the first 180 rows, which hold every word, with their true classes or with drawn ones, and counts the correct predictions on the rest.
    /// </summary>
    private static int Hits(TinyFixture fixture, Row[] rows)
    {
        IDataView keyed = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(rows));
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 12, BatchSize = 8, LearningRate = 0.05, HeadLearningRate = 0.05 };
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Context.Data.TakeRows(keyed, TrainRows));
        IDataView scored = model.Transform(fixture.Context.Data.SkipRows(keyed, TrainRows));
        return (int)Math.Round((Total - TrainRows) * fixture.Context.MulticlassClassification.Evaluate(scored).MicroAccuracy);
    }

    private static Row[] Drawn(Random random) => [.. TinyFixture.Rows(Total).Select(row => new Row
    {
        Text = row.Text,
        Tag = TinyFixture.Tags[random.Next(TinyFixture.Tags.Length)],
        Number = row.Number,
    })];

    private static (double LogLoss, double Micro, double Macro) Metrics(TinyFixture fixture, IDataView scored, string score = "Score")
    {
        MulticlassClassificationMetrics metrics = fixture.Context.MulticlassClassification.Evaluate(scored, scoreColumnName: score);
        return (metrics.LogLoss, metrics.MicroAccuracy, metrics.MacroAccuracy);
    }
}
