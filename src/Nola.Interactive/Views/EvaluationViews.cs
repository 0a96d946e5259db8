namespace Microsoft.ML.Nola.Views;

/// <summary>What is shown of an evaluation: its figures, how each class does, what is mistaken for what, and the surest errors.</summary>
internal static class EvaluationViews
{
    private const int MostClasses = 30;
    private const int MostConfusions = 10;
    private const int MostErrors = 8;

    public static View Of(EvaluationReport report) => new(
    [
        Table.OfValues(
            report.Title,
            ("rows", Numbers.Count(report.Rows)),
            ("rows left out", report.RowsSkipped > 0 ? Numbers.Count(report.RowsSkipped) : null),
            ("accuracy", Numbers.Share(report.Accuracy)),
            ("macro accuracy", Numbers.Share(report.MacroAccuracy)),
            ("log loss", OrNull(report.LogLoss)),
            ("area under the ROC curve", OrNull(report.AreaUnderRocCurve)),
            ("expected calibration error", OrNull(report.ExpectedCalibrationError))),
        new Table(
            report.Classes.Count > MostClasses ? $"The weakest {Numbers.Count(MostClasses)} of {Numbers.Count(report.Classes.Count)} classes" : "Classes",
            ["class", "rows", "precision", "recall", "F1"],
            [.. Weakest(report.Classes).Select(static one => (string[])
                [one.Name, Numbers.Count(one.Rows), Numbers.Share(one.Precision), Numbers.Share(one.Recall), Numbers.Share(one.F1)])]),
        .. report.MostConfused.Count == 0 ? Array.Empty<Table>() :
        [
            new Table(
                "Most confused",
                ["actual", "predicted", "rows", "share of the class"],
                [.. report.MostConfused.Take(MostConfusions).Select(static pair => (string[])
                    [pair.ActualName, pair.PredictedName, Numbers.Count(pair.Rows), Numbers.Share(pair.Share)])]),
        ],
        .. report.Errors.Count == 0 ? Array.Empty<Table>() :
        [
            new Table(
                "Surest errors",
                ["text", "actual", "predicted", "confidence"],
                [.. report.Errors.Take(MostErrors).Select(static error => (string[])
                    [string.Join(" | ", error.Texts), error.ActualName, error.PredictedName, Numbers.Share(error.Confidence)])]),
        ],
    ]);

    private static IEnumerable<ClassMetrics> Weakest(IReadOnlyList<ClassMetrics> classes) =>
        classes.Count > MostClasses ? classes.OrderBy(static one => one.F1).Take(MostClasses) : classes;

    private static string? OrNull(double? value) => value is { } number ? Numbers.Share(number) : null;
}
