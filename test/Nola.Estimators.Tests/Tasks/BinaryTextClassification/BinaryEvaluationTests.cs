using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.BinaryTextClassification;

/// <summary>The stage in the hands of ML.NET's own binary evaluators, calibrators, cross-validation and engines.</summary>
[TestClass]
public sealed class BinaryEvaluationTests
{
    [TestMethod]
    public void Evaluators_find_the_columns_and_agree_with_a_hand_computation()
    {
        using var fixture = new TinyFixture();
        using FittedChain model = Fit(fixture, 60);
        IDataView scored = model.Transform(fixture, 30);
        CalibratedBinaryClassificationMetrics metrics = fixture.Context.BinaryClassification.Evaluate(scored);

        bool[] labels = [.. scored.GetColumn<bool>("Label")];
        bool[] predicted = [.. scored.GetColumn<bool>("PredictedLabel")];
        float[] scores = [.. scored.GetColumn<float>("Score")];
        float[] probabilities = [.. scored.GetColumn<float>("Probability")];
        int right = labels.Zip(predicted).Count(static pair => pair.First == pair.Second);
        double loss = -labels.Zip(probabilities).Average(static pair => Math.Log2(pair.First ? pair.Second : 1 - pair.Second));
        Assert.AreEqual(right / 30.0, metrics.Accuracy, 1e-9);
        Assert.AreEqual(loss, metrics.LogLoss, 1e-4);
        Assert.AreEqual(Area(labels, scores), metrics.AreaUnderRocCurve, 1e-6);
        Assert.IsGreaterThan(0.9, metrics.Accuracy, "the words tell the classes apart");
        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(scores[i] > 0, predicted[i]);
            Assert.AreEqual(1 / (1 + Math.Exp(-scores[i])), probabilities[i], 1e-6);
        }

        Assert.AreEqual(metrics.Accuracy, fixture.Context.BinaryClassification.EvaluateNonCalibrated(scored).Accuracy);
    }

    [TestMethod]
    public void A_calibrator_of_ML_NET_takes_the_score()
    {
        using var fixture = new TinyFixture();
        using FittedChain model = Fit(fixture, 30);
        IDataView scored = model.Transform(fixture, 30);
        CalibratorTransformer<PlattCalibrator> calibrator = fixture.Context.BinaryClassification.Calibrators.Platt().Fit(scored);
        Assert.HasCount(30, calibrator.Transform(scored).GetColumn<float>("Probability").ToArray());
    }

    [TestMethod]
    public void It_is_cross_validated()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.IsRed().Fit(fixture.Data(60)).Transform(fixture.Data(60));
        var folds = fixture.Context.BinaryClassification.CrossValidate(
            data, fixture.Context.BinaryClassification.Trainers.NolaTextClassification(Learning(fixture)), 3);
        foreach (var fold in folds)
        {
            Assert.AreEqual(20, fold.ScoredHoldOutSet.GetColumn<float>("Probability").Count(static value => value is > 0 and < 1), 8, "rows of a fold");
            ((IDisposable)fold.Model).Dispose();
        }
    }

    [TestMethod]
    public void An_engine_of_a_loaded_zip_predicts_what_the_model_does()
    {
        using var fixture = new TinyFixture();
        using FittedChain model = Fit(fixture, 30);
        float[] expected = [.. model.Transform(fixture, 5).GetColumn<float>("Probability")];
        fixture.Context.Model.Save(model.Model, fixture.Data(1).Schema, fixture.File("binary.zip"));
        MLContext context = fixture.LoadingContext();
        using PredictionEngine<Row, Answer> engine = context.Model.CreatePredictionEngine<Row, Answer>(context.Model.Load(fixture.File("binary.zip"), out _));
        Near.WithinAbsolute(expected, [.. TinyFixture.Rows(5).Select(row => engine.Predict(row).Probability)], 1e-5, "probabilities");
    }

    [TestMethod]
    public void A_label_that_is_not_Boolean_is_named_with_the_way_out()
    {
        using var fixture = new TinyFixture();
        var trainer = fixture.Context.BinaryClassification.Trainers.NolaTextClassification("Tag", sentence1ColumnName: "Text");
        Assert.AreEqual(
            "NolaTextClassification: the label column 'Tag' is text; put mlContext.Transforms.Conversion.MapValue(\"Tag\", pairs) with a Boolean for each text "
            + "before this stage. (Parameter 'train')",
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(fixture.Data(3))).Message);
        trainer = fixture.Context.BinaryClassification.Trainers.NolaTextClassification(sentence1ColumnName: "Text");
        Assert.Contains(
            "is a key, which a multiclass classification trainer takes",
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(fixture.Keyed(3))).Message);
    }

    private static NolaBinaryTextClassificationOptions Learning(TinyFixture fixture)
    {
        NolaBinaryTextClassificationOptions options = fixture.BinaryOptions();
        options.Training.Epochs = 60;
        options.Training.LearningRate = 0.02;
        options.Training.HeadLearningRate = 0.05;
        return options;
    }

    private static FittedChain Fit(TinyFixture fixture, int rows) => new(
        fixture.IsRed().Append(fixture.Context.BinaryClassification.Trainers.NolaTextClassification(Learning(fixture))).Fit(fixture.Data(rows)));

    /// <summary>The share of pairs of a true and a false row whose scores are in order.</summary>
    private static double Area(bool[] labels, float[] scores)
    {
        (double inOrder, int pairs) = (0, 0);
        for (int i = 0; i < labels.Length; i++)
        {
            for (int j = 0; j < labels.Length; j++)
            {
                if (labels[i] && !labels[j])
                {
                    pairs++;
                    inOrder += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        return inOrder / pairs;
    }

    private sealed class Answer
    {
        public float Probability { get; set; }
    }

    private sealed class FittedChain(TransformerChain<NolaBinaryTextClassificationTransformer> model) : IDisposable
    {
        public ITransformer Model => model;

        public IDataView Transform(TinyFixture fixture, int rows) => model.Transform(fixture.Data(rows));

        public void Dispose() => model.Dispose();
    }
}
