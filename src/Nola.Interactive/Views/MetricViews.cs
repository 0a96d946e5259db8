using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Views;

/// <summary>What is shown of metrics.</summary>
internal static class MetricViews
{
    /// <summary>A matrix of more classes is read by nobody; its largest confusions are.</summary>
    private const int MostClasses = 20;

    private const int MostConfusions = 20;

    public static View Of(MulticlassClassificationMetrics metrics) => new([
        Table.OfValues(
            "Multiclass classification",
            ("micro accuracy", Numbers.Share(metrics.MicroAccuracy)),
            ("macro accuracy", Numbers.Share(metrics.MacroAccuracy)),
            ("log loss", Numbers.Share(metrics.LogLoss)),
            ("log loss reduction", Numbers.Share(metrics.LogLossReduction)),
            ($"top {Numbers.Count(metrics.TopKPredictionCount)} accuracy", metrics.TopKPredictionCount > 0 ? Numbers.Share(metrics.TopKAccuracy) : null),
            ("classes", Numbers.Count(metrics.ConfusionMatrix.NumberOfClasses))),
        ConfusionsOf(metrics.ConfusionMatrix),
    ]);

    public static View Of(BinaryClassificationMetrics metrics)
    {
        var calibrated = metrics as CalibratedBinaryClassificationMetrics;
        return new([
            Table.OfValues(
                "Binary classification",
                ("accuracy", Numbers.Share(metrics.Accuracy)),
                ("area under the ROC curve", Numbers.Share(metrics.AreaUnderRocCurve)),
                ("area under the precision-recall curve", Numbers.Share(metrics.AreaUnderPrecisionRecallCurve)),
                ("F1 score", Numbers.Share(metrics.F1Score)),
                ("positive precision", Numbers.Share(metrics.PositivePrecision)),
                ("positive recall", Numbers.Share(metrics.PositiveRecall)),
                ("negative precision", Numbers.Share(metrics.NegativePrecision)),
                ("negative recall", Numbers.Share(metrics.NegativeRecall)),
                ("log loss", calibrated is null ? null : Numbers.Share(calibrated.LogLoss)),
                ("log loss reduction", calibrated is null ? null : Numbers.Share(calibrated.LogLossReduction)),
                ("entropy", calibrated is null ? null : Numbers.Share(calibrated.Entropy))),
            ConfusionsOf(metrics.ConfusionMatrix),
        ]);
    }

    public static View Of(NolaTextGenerationMetrics metrics) => new([
        Table.OfValues(
            "Text generation",
            ("BLEU", Numbers.Share(metrics.Bleu)),
            ("NIST", Numbers.Share(metrics.Nist)),
            ("ROUGE-L", Numbers.Share(metrics.RougeL)),
            ("CIDEr", Numbers.Share(metrics.Cider)),
            ("METEOR (exact, stem)", Numbers.Share(metrics.Meteor)),
            ("outputs", Numbers.Count(metrics.Outputs)),
            ("references", Numbers.Count(metrics.References))),
    ]);

    public static View Of(NolaMultipleChoiceMetrics metrics)
    {
        Table summary = Table.OfValues(
            "Multiple choice",
            ("accuracy", Numbers.Share(metrics.Accuracy)),
            ("accuracy, mean over subjects", metrics.Subjects.Count > 0 ? Numbers.Share(metrics.MacroAccuracy) : null),
            ("rows", Numbers.Count(metrics.Rows)));
        return metrics.Subjects.Count == 0
            ? new([summary])
            : new([
                summary,
                new Table(
                    "By subject",
                    ["subject", "accuracy", "rows"],
                    [.. metrics.Subjects.Select(static pair => (string[])[pair.Key, Numbers.Share(pair.Value.Accuracy), Numbers.Count(pair.Value.Rows)])]),
            ]);
    }

    public static View Of(ConfusionMatrix matrix) => new([ConfusionsOf(matrix)]);

    /// <summary>ML.NET keeps the names of the classes to itself, so they are numbers here, as in its own table.</summary>
    private static Table ConfusionsOf(ConfusionMatrix matrix) => matrix.NumberOfClasses <= MostClasses ? Whole(matrix) : Largest(matrix);

    private static Table Whole(ConfusionMatrix matrix)
    {
        int[] classes = [.. Enumerable.Range(0, matrix.NumberOfClasses)];
        return new Table(
            "Confusion matrix: a row for each true class, a column for each predicted one",
            ["", .. classes.Select(static i => Numbers.Count(i)), "recall"],
            [
                .. classes.Select(actual => (string[])
                    [Numbers.Count(actual), .. matrix.Counts[actual].Select(static count => Numbers.Plain(count)), Numbers.Share(matrix.PerClassRecall[actual])]),
                (string[])["precision", .. matrix.PerClassPrecision.Select(static precision => Numbers.Share(precision)), ""],
            ]);
    }

    private static Table Largest(ConfusionMatrix matrix)
    {
        IEnumerable<(int Actual, int Predicted, double Count)> confusions =
            matrix.Counts.SelectMany(static (row, actual) => row.Select((count, predicted) => (actual, predicted, count)))
                .Where(static cell => cell.actual != cell.predicted && cell.count > 0);
        return new Table(
            $"Largest confusions of {Numbers.Count(matrix.NumberOfClasses)} classes",
            ["true class", "predicted class", "rows"],
            [
                .. confusions.OrderByDescending(static cell => cell.Count).ThenBy(static cell => cell.Actual).ThenBy(static cell => cell.Predicted)
                    .Take(MostConfusions)
                    .Select(static cell => (string[])[Numbers.Count(cell.Actual), Numbers.Count(cell.Predicted), Numbers.Plain(cell.Count)]),
            ]);
    }
}
