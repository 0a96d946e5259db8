namespace Microsoft.ML.Nola.Reports;

/// <summary>How the model does: key figures, confusions, calibration, classes, errors.</summary>
internal static class EvaluationSection
{
    private const int MostConfusedClasses = 15;
    private const int MostPairs = 20;
    private const int MostClasses = 500;
    private const int LongestText = 600;

    public static Html Subject(EvaluationReport report) => Html.Of(
        $"{Figures.Count(report.Rows)} rows, {report.ClassNames.Count} classes, scored in {Figures.Seconds(report.Seconds)} ({Figures.Count((long)(report.Rows / Math.Max(1e-9, report.Seconds)))} rows a second){(report.RowsSkipped > 0 ? Html.Of($"; {Figures.Count(report.RowsSkipped)} rows without a label that the model knows are left out") : Html.None)}");

    public static Html Of(EvaluationReport report) => Html.Of($"{KeyFigures(report)}{Confusion(report)}{Calibration(report)}{Classes(report)}{Errors(report)}");

    private static Html KeyFigures(EvaluationReport report)
    {
        var figures = new List<(string, Html)> { ("accuracy", Figures.Share(report.Accuracy)) };
        if (report.IsBinary)
        {
            figures.Add(("F1 of true", Figures.Share(report.Classes[1].F1)));
            figures.Add(("area under ROC", Figures.Share(report.AreaUnderRocCurve)));
        }
        else
        {
            figures.Add(("mean accuracy of classes", Figures.Share(report.MacroAccuracy)));
        }

        figures.Add((report.IsBinary ? "log loss (bits)" : "log loss", Figures.Share(report.LogLoss)));
        figures.Add(("calibration error", Figures.Share(report.ExpectedCalibrationError)));
        figures.Add(("errors", Figures.Count(report.Rows - report.Classes.Sum(static one => (long)one.CorrectRows))));
        return Figures.Key([.. figures]);
    }

    private static Html Confusion(EvaluationReport report)
    {
        int many = report.ClassNames.Count;
        if (many <= ConfusionTable.MostClasses)
        {
            Html table = ConfusionTable.Draw("Confusion matrix", report.ConfusionMatrix, report.Classes, [.. Enumerable.Range(0, many)]);
            return Figures.Section("confusion", "Confusion matrix", Html.Of($"{table}{(many > 2 ? Pairs(report) : Html.None)}"));
        }

        // Those of the pairs at the top, so that the table shows the confusions and not only that there are some.
        int[] worst = [.. report.MostConfused.SelectMany(static pair => new[] { pair.Actual, pair.Predicted }).Distinct().Take(MostConfusedClasses).Order()];
        Html map = many <= ConfusionMap.MostClasses ? ConfusionMap.Draw(report.ConfusionMatrix, report.Classes) : Html.None;
        Html part = worst.Length == 0
            ? Html.Of($"<p>Every row is predicted right.</p>\n")
            : ConfusionTable.Draw($"The {worst.Length} classes of the most confused pairs", report.ConfusionMatrix, report.Classes, worst);
        return Figures.Section("confusion", "Confusion matrix", Html.Of($"<div class=\"pair\">\n{map}{Pairs(report)}</div>\n{part}"));
    }

    private static Html Pairs(EvaluationReport report) => report.MostConfused.Count == 0 ? Html.None : Figures.Table(
        "Most confused pairs",
        Html.Of(
            $"""
            <thead><tr><th scope="col">actual</th><th scope="col">predicted</th><th scope="col">rows</th><th scope="col">share</th></tr></thead>
            <tbody>
            {report.MostConfused.Take(MostPairs).Select(static pair => Html.Of($"<tr><td>{Html.Name(pair.ActualName)}</td><td>{Html.Name(pair.PredictedName)}</td><td class=\"number\">{Figures.Count(pair.Rows)}</td><td class=\"number\">{pair.Share * 100:0} %</td></tr>\n"))}</tbody>

            """));

    private static Html Calibration(EvaluationReport report) => report.ExpectedCalibrationError is not { } error
        ? Figures.Section("calibration", "Calibration", Html.Of($"<p>The model gives scores that are no probabilities, so there is no confidence to compare with.</p>\n"))
        : Figures.Section(
            "calibration",
            "Calibration",
            Html.Of(
                $"""
                <p>A calibrated model is right as often as it is confident. The expected calibration error is <strong>{Figures.Share(error)}</strong>: the mean gap between confidence and accuracy over {report.Bins.Count} bins of equal width, weighted by their rows (Guo et al., <cite>On Calibration of Modern Neural Networks</cite>, ICML 2017, arXiv 1706.04599).</p>
                <div class="pair">
                {ReliabilityChart.Draw(report.Bins, error)}{Bins(report)}</div>

                """));

    private static Html Bins(EvaluationReport report) => Figures.Table(
        "Bins of confidence",
        Html.Of(
            $"""
            <thead><tr><th scope="col">confidence</th><th scope="col">rows</th><th scope="col">mean confidence</th><th scope="col">accuracy</th></tr></thead>
            <tbody>
            {report.Bins.Where(static bin => bin.Rows > 0).Select(static bin => Html.Of($"<tr><th scope=\"row\">{bin.Lower:0.00}–{bin.Upper:0.00}</th><td>{Figures.Count(bin.Rows)}</td><td>{Figures.Share(bin.Confidence)}</td><td>{Figures.Share(bin.Accuracy)}</td></tr>\n"))}</tbody>

            """),
        "numbers");

    private static Html Classes(EvaluationReport report)
    {
        bool isLong = report.Classes.Count > ConfusionTable.MostClasses;
        IEnumerable<(ClassMetrics Class, int Number)> all = report.Classes.Select(static (one, i) => (one, i + 1));
        (ClassMetrics Class, int Number)[] shown = [.. (isLong ? all.OrderBy(static one => one.Class.F1) : all).Take(MostClasses)];
        string order = !isLong ? "" : shown.Length < report.Classes.Count
            ? FormattableString.Invariant($"<p>The {shown.Length} weakest of {report.Classes.Count} classes, the weakest first.</p>\n")
            : "<p>The weakest class first.</p>\n";
        return Figures.Section(
            "classes",
            "Classes",
            Html.Of(
                $"""
                {Html.Trusted(order)}{Figures.Table(
                    "Precision, recall and F1 by class",
                    Html.Of(
                        $"""
                        <thead><tr><th scope="col">class</th><th scope="col">rows</th><th scope="col">precision</th><th scope="col">recall</th><th scope="col">F1</th></tr></thead>
                        <tbody>
                        {shown.Select(static one => ClassRow(one.Class, one.Number))}</tbody>

                        """),
                    "numbers")}
                """));
    }

    private static Html ClassRow(ClassMetrics one, int number) => Html.Of(
        $"<tr><th scope=\"row\"><span class=\"number\">{number}</span> {Html.Name(one.Name)}</th><td>{Figures.Count(one.Rows)}</td><td>{Figures.Share(one.Precision)}</td><td>{Figures.Share(one.Recall)}</td><td class=\"barred\">{Figures.Bar(one.F1)}{Figures.Share(one.F1)}</td></tr>\n");

    private static Html Errors(EvaluationReport report) => Figures.Section(
        "errors",
        "The most confident errors",
        report.Errors.Count == 0
            ? Html.Of($"<p>There are none to show.</p>\n")
            : Html.Of($"<ol class=\"errors\">\n{report.Errors.Select(error => Error(error, report))}</ol>\n"));

    private static Html Error(EvaluationError error, EvaluationReport report)
    {
        bool isNamed = error.Texts.Count > 1;
        IEnumerable<Html> texts = error.Texts.Select((text, i) => Html.Of(
            $"{(isNamed ? Html.Of($"<span class=\"column\">{report.TextColumnNames[i]}</span>") : Html.None)}<blockquote dir=\"auto\">{(string.IsNullOrWhiteSpace(text) ? Html.Of($"<em>(empty)</em>") : Html.Of($"{HtmlText.Cut(text, LongestText)}"))}</blockquote>"));
        return Html.Of(
            $"<li>{texts}<p>actual <strong>{Html.Name(error.ActualName)}</strong> ({error.ActualConfidence:0.000}), predicted <strong class=\"wrong\">{Html.Name(error.PredictedName)}</strong> ({error.Confidence:0.000}) · row {error.Row + 1}</p></li>\n");
    }
}
