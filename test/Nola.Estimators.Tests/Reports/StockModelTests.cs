using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Reports;

/// <summary>Models of ML.NET's own, and its evaluators: every figure that both have is the same.</summary>
[TestClass]
public sealed class StockModelTests
{
    [TestMethod]
    public void Multiclass_figures_are_those_of_ML_NET_s_evaluator()
    {
        using var fixture = new TinyFixture();
        IDataView train = fixture.Data(21);

        // Few rows, uneven classes, words that were never seen: no figure is perfect and no two are equal.
        IDataView test = fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(90).Where(static (row, i) => row.Tag != "blue" || i % 2 == 0));
        var model = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(fixture.Context.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(fixture.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(fixture.Context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(train);
        EvaluationReport report = EvaluationReport.Create(fixture.Context, model, test);
        MulticlassClassificationMetrics expected = fixture.Context.MulticlassClassification.Evaluate(model.Transform(test));

        Assert.IsTrue(expected.MicroAccuracy is > 0.35 and < 1, $"{expected.MicroAccuracy}: the rows do not tell the figures apart");
        Assert.AreEqual(expected.MicroAccuracy, report.Accuracy, 1e-12);
        Assert.AreEqual(expected.MacroAccuracy, report.MacroAccuracy, 1e-12);
        Assert.AreEqual(expected.LogLoss, report.LogLoss!.Value, 1e-9);
        CollectionAssert.AreEqual(TinyFixture.Tags, report.ClassNames.ToArray());
        for (int actual = 0; actual < 3; actual++)
        {
            Assert.AreEqual(expected.ConfusionMatrix.PerClassPrecision[actual], report.Classes[actual].Precision, 1e-12);
            Assert.AreEqual(expected.ConfusionMatrix.PerClassRecall[actual], report.Classes[actual].Recall, 1e-12);
            for (int predicted = 0; predicted < 3; predicted++)
            {
                Assert.AreEqual(expected.ConfusionMatrix.Counts[actual][predicted], report.ConfusionMatrix[actual, predicted]);
            }
        }

        Assert.IsNull(report.Fit);
        Assert.IsNull(report.Adapter);
        CollectionAssert.AreEqual(new[] { "Text", "Second", "Tag" }, report.TextColumnNames.ToArray());
    }

    [TestMethod]
    public void Binary_figures_are_those_of_ML_NET_s_evaluator()
    {
        using var fixture = new TinyFixture();
        var model = fixture.IsRed()
            .Append(fixture.Context.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(fixture.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(l1Regularization: 0, l2Regularization: 0.01f))
            .Fit(fixture.Data(21));
        EvaluationReport report = EvaluationReport.Create(fixture.Context, model, fixture.Data(90));
        CalibratedBinaryClassificationMetrics expected = fixture.Context.BinaryClassification.Evaluate(model.Transform(fixture.Data(90)));

        Assert.IsTrue(expected.Accuracy < 1 && expected.F1Score > 0 && expected.PositivePrecision != expected.PositiveRecall, $"{expected.Accuracy} {expected.PositivePrecision} {expected.PositiveRecall}: the rows do not tell the figures apart");
        Assert.IsTrue(report.IsBinary);
        Assert.AreEqual(expected.Accuracy, report.Accuracy, 1e-12);
        Assert.AreEqual(expected.LogLoss, report.LogLoss!.Value, 1e-6);
        Assert.AreEqual(expected.AreaUnderRocCurve, report.AreaUnderRocCurve!.Value, 1e-9);
        Assert.AreEqual(expected.F1Score, report.Classes[1].F1, 1e-12);
        Assert.AreEqual(expected.PositivePrecision, report.Classes[1].Precision, 1e-12);
        Assert.AreEqual(expected.PositiveRecall, report.Classes[1].Recall, 1e-12);
        Assert.AreEqual(expected.NegativePrecision, report.Classes[0].Precision, 1e-12);
        Assert.AreEqual(expected.NegativeRecall, report.Classes[0].Recall, 1e-12);
    }

    [TestMethod]
    public void A_binary_model_without_probabilities_has_neither_log_loss_nor_calibration()
    {
        using var fixture = new TinyFixture();
        var model = fixture.IsRed()
            .Append(fixture.Context.Transforms.Text.FeaturizeText("Features", "Text"))
            .Append(fixture.Context.BinaryClassification.Trainers.AveragedPerceptron())
            .Fit(fixture.Data(12));
        EvaluationReport report = EvaluationReport.Create(fixture.Context, model, fixture.Data(90));
        BinaryClassificationMetrics expected = fixture.Context.BinaryClassification.EvaluateNonCalibrated(model.Transform(fixture.Data(90)));
        Assert.AreEqual(expected.Accuracy, report.Accuracy, 1e-12);
        Assert.AreEqual(expected.AreaUnderRocCurve, report.AreaUnderRocCurve!.Value, 1e-9);
        Assert.IsNull(report.LogLoss);
        Assert.IsNull(report.ExpectedCalibrationError);
        Assert.IsEmpty(report.Bins);
        Assert.Contains("scores that are no probabilities", report.ToHtml());
    }

    [TestMethod]
    public void Scores_of_a_multiclass_model_that_are_no_probabilities_are_noticed()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(30);
        var model = fixture.Context.Transforms.Text.FeaturizeText("Features", "Text")
            .Append(fixture.Context.MulticlassClassification.Trainers.NaiveBayes())
            .Fit(data);
        EvaluationReport report = EvaluationReport.Create(fixture.Context, model, data);
        Assert.AreEqual(fixture.Context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy, report.Accuracy, 1e-12);
        Assert.IsFalse(report.HasProbabilities);
        Assert.IsNull(report.LogLoss);
    }
}
