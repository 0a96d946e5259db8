using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.MultiLabelTextClassification;

[TestClass]
public sealed class MultiLabelEvaluationTests
{
    /// <summary>Four rows of three labels, worked out by hand: 3 of 5 predicted labels are right, of 6 that there are.</summary>
    [TestMethod]
    public void Metrics_are_those_of_a_hand_computation()
    {
        MultiLabelClassificationMetrics metrics = Evaluate(
            ([true, false, true], [true, false, false]),
            ([true, true, false], [true, true, false]),
            ([false, false, false], [false, false, true]),
            ([true, false, true], [false, true, false]));
        Assert.AreEqual(4, metrics.Rows);
        Assert.AreEqual(3 / 5.0, metrics.MicroPrecision, 1e-12);
        Assert.AreEqual(3 / 6.0, metrics.MicroRecall, 1e-12);
        Assert.AreEqual(6 / 11.0, metrics.MicroF1, 1e-12);
        Assert.AreEqual((1 + 0.5 + 0) / 3, metrics.MacroPrecision, 1e-12);
        Assert.AreEqual(((2 / 3.0) + 1 + 0) / 3, metrics.MacroRecall, 1e-12);
        Assert.AreEqual((0.8 + (2 / 3.0) + 0) / 3, metrics.MacroF1, 1e-12);
        Assert.AreEqual(1 / 4.0, metrics.SubsetAccuracy, 1e-12);
        Assert.AreEqual(5 / 12.0, metrics.HammingLoss, 1e-12);
        CollectionAssert.AreEqual((string[])["0", "1", "2"], metrics.Labels.Select(static label => label.Name).ToArray());
    }

    [TestMethod]
    public void Where_there_is_nothing_to_find_shares_are_zero()
    {
        MultiLabelClassificationMetrics metrics = Evaluate(([false, false, false], [false, false, false]));
        Assert.AreEqual(0, metrics.MicroF1);
        Assert.AreEqual(0, metrics.MacroPrecision);
        Assert.AreEqual(1, metrics.SubsetAccuracy);
        Assert.AreEqual(0, metrics.HammingLoss);
    }

    /// <summary>Rows of one class each, as vectors with one true: the figures of a class are those of its label, also of labels that are never there.</summary>
    [TestMethod]
    public void Figures_of_labels_equal_scikit_learn()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "text-metrics", "classification.json")));
        int compared = 0;
        foreach (JsonElement expected in json.RootElement.GetProperty("cases").EnumerateArray())
        {
            int classes = expected.GetProperty("classes").GetInt32();
            double[] precision = Doubles(expected, "precision");
            if (precision.Length != classes)
            {
                continue;
            }

            MultiLabelClassificationMetrics metrics = Evaluate(
                [.. Doubles(expected, "labels").Zip(Doubles(expected, "predicted"), (has, gets) => (OneHot(has, classes), OneHot(gets, classes)))], classes);
            double accuracy = expected.GetProperty("accuracy").GetDouble();
            for (int i = 0; i < classes; i++)
            {
                Assert.AreEqual(precision[i], metrics.Labels[i].Precision, 1e-9);
                Assert.AreEqual(Doubles(expected, "recall")[i], metrics.Labels[i].Recall, 1e-9);
                Assert.AreEqual(Doubles(expected, "f1")[i], metrics.Labels[i].F1, 1e-9);
                Assert.AreEqual(Doubles(expected, "support")[i], metrics.Labels[i].Rows);
            }

            Assert.AreEqual(expected.GetProperty("f1_macro").GetDouble(), metrics.MacroF1, 1e-9);
            Assert.AreEqual(expected.GetProperty("f1_micro").GetDouble(), metrics.MicroF1, 1e-9);
            Assert.AreEqual(accuracy, metrics.SubsetAccuracy, 1e-9);
            Assert.AreEqual(2 * (1 - accuracy) / classes, metrics.HammingLoss, 1e-9);
            compared++;
        }

        Assert.IsGreaterThan(3, compared);
    }

    [TestMethod]
    public void Columns_that_do_not_fit_are_named()
    {
        var context = new MLContext();
        IDataView rows = context.Data.LoadFromEnumerable([new Pair { Label = [true, false, true], PredictedLabel = [true, false, true], Other = [true] }]);
        string Refusal(string label, string predicted) => Assert.Throws<ArgumentOutOfRangeException>(
            () => context.MulticlassClassification.EvaluateMultiLabelClassification(rows, label, predicted)).Message;
        Assert.Contains("EvaluateMultiLabelClassification: the label column 'Labels' is not among the columns", Refusal("Labels", "PredictedLabel"));
        Assert.Contains("the predicted label column 'Text' is of type", Refusal("Label", "Text"));
        Assert.Contains("both must have the same labels", Refusal("Label", "Other"));
        IDataView none = context.Data.FilterRowsByColumn(rows, "Number", lowerBound: 1);
        Assert.Contains(
            "the data has no rows",
            Assert.Throws<InvalidOperationException>(() => context.MulticlassClassification.EvaluateMultiLabelClassification(none)).Message);
    }

    private static double[] Doubles(JsonElement element, string name) =>
        [.. element.GetProperty(name) is { ValueKind: JsonValueKind.Array } values ? values.EnumerateArray().Select(static value => value.GetDouble()) : []];

    private static bool[] OneHot(double at, int classes) => [.. Enumerable.Range(0, classes).Select(i => i == (int)at)];

    private static MultiLabelClassificationMetrics Evaluate(params (bool[] Label, bool[] Predicted)[] rows) => Evaluate(rows, 3);

    private static MultiLabelClassificationMetrics Evaluate((bool[] Label, bool[] Predicted)[] rows, int size)
    {
        var context = new MLContext();
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Pair));
        schema["Label"].ColumnType = new VectorDataViewType(BooleanDataViewType.Instance, size);
        schema["PredictedLabel"].ColumnType = new VectorDataViewType(BooleanDataViewType.Instance, size);
        return context.MulticlassClassification.EvaluateMultiLabelClassification(
            context.Data.LoadFromEnumerable(rows.Select(static row => new Pair { Label = row.Label, PredictedLabel = row.Predicted }), schema));
    }

    private sealed class Pair
    {
        [VectorType(3)]
        public bool[] Label { get; set; } = [];

        [VectorType(3)]
        public bool[] PredictedLabel { get; set; } = [];

        [VectorType(1)]
        public bool[] Other { get; set; } = [false];

        public string Text { get; set; } = "";

        public float Number { get; set; }
    }
}
