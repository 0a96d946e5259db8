namespace Microsoft.ML.Nola.Reports;

/// <summary>What a fit did: curves, a table of its epochs, and how long it took.</summary>
internal static class FitSection
{
    private const string LossFormat = "0.0##";

    public static Html Subject(NolaFitReport fit) => Html.Of(
        $"{fit.Adapter.Method}, {Figures.Count(fit.Rows)} rows, {fit.Epochs.Count} epochs{(fit.Cancelled ? "; cancelled before its end" : "")}");

    /// <summary>The key figures of a report that has no evaluation.</summary>
    public static Html KeyFigures(NolaFitReport fit)
    {
        NolaEpochReport? kept = fit.Epochs.FirstOrDefault(epoch => epoch.Epoch == (fit.BestEpoch ?? fit.Epochs.Count));
        return Figures.Key(
            kept?.ValidationMetric is { } metric ? ($"validation {fit.MetricName}", Figures.Share(metric)) : ("training loss", Loss(kept?.Loss)),
            ("trained numbers", Figures.Count(fit.Adapter.AdapterParameters + (long)fit.Adapter.HeadParameters)),
            ("rows", Figures.Count(fit.Rows)),
            ("epochs", Html.Of($"{fit.Epochs.Count}")),
            ("time", Figures.Seconds(fit.Seconds)),
            ("tokens a second", Figures.Count((long)TokensPerSecond(fit.Epochs.Sum(static epoch => epoch.Tokens), fit.Epochs.Sum(static epoch => epoch.Seconds)))));
    }

    public static Html Of(NolaFitReport fit)
    {
        string kept = fit.BestEpoch is { } best ? $" Epoch {best} is kept: it is the best on the validation set." : "";
        string skipped = fit.RowsSkipped > 0 ? FormattableString.Invariant($" {fit.RowsSkipped} rows had no label and were left out.") : "";
        string cut = fit.RowsTruncated > 0 ? FormattableString.Invariant($" {fit.RowsTruncated} texts were cut to the maximum length.") : "";
        string cancelled = fit.Cancelled ? " It was cancelled before its end." : "";
        return Figures.Section(
            "fit",
            "The fit",
            Html.Of(
                $"""
                <p>{Figures.Count(fit.Steps)} optimiser steps over {Figures.Count(fit.Rows)} rows in {Figures.Seconds(fit.Seconds)}.{kept}{skipped}{cut}{cancelled}</p>
                {(fit.Epochs.Count == 0 ? Html.None : Html.Of($"{Charts(fit)}{Epochs(fit)}"))}
                """));
    }

    private static Html Charts(NolaFitReport fit)
    {
        (int, string)? best = fit.BestEpoch is { } epoch ? (epoch, "kept") : null;
        var losses = new List<ChartSeries> { Line(fit, "training", static epoch => epoch.Loss) };
        if (Has(fit, static epoch => epoch.ValidationLoss))
        {
            losses.Add(Line(fit, "validation", static epoch => epoch.ValidationLoss));
        }

        Html metric = Has(fit, static epoch => epoch.ValidationMetric)
            ? LineChart.Draw("metric", $"Validation {fit.MetricName}", [Line(fit, fit.MetricName, static epoch => epoch.ValidationMetric)], "0.0##", best)
            : Html.None;
        return Html.Of(
            $"<div class=\"charts\">{LineChart.Draw("loss", "Loss", losses, LossFormat, best)}{metric}{LineChart.Draw("rate", "Learning rate", Rates(fit), "0.#####")}</div>\n");
    }

    private static ChartSeries[] Rates(NolaFitReport fit)
    {
        ChartSeries head = Line(fit, "head", static epoch => epoch.HeadLearningRate);
        return Has(fit, static epoch => epoch.LearningRate == 0 ? null : epoch.LearningRate)
            ? [Line(fit, "adapter", static epoch => epoch.LearningRate), head]
            : [head];
    }

    private static Html Epochs(NolaFitReport fit) => Figures.Table(
        "Epochs",
        Html.Of(
            $"""
            <thead><tr><th scope="col">epoch</th><th scope="col">loss</th><th scope="col">validation loss</th><th scope="col">validation {fit.MetricName}</th><th scope="col">rate</th><th scope="col">head rate</th><th scope="col">tokens</th><th scope="col">seconds</th><th scope="col">tokens/s</th></tr></thead>
            <tbody>
            {fit.Epochs.Select(epoch => Row(epoch, epoch.Epoch == fit.BestEpoch))}</tbody>

            """),
        "numbers");

    private static Html Row(NolaEpochReport epoch, bool isBest) => Html.Of(
        $"""
        <tr{Html.Trusted(isBest ? " class=\"best\"" : "")}><th scope="row">{epoch.Epoch}</th><td>{Loss(epoch.Loss)}</td><td>{Loss(epoch.ValidationLoss)}</td><td>{Figures.Share(epoch.ValidationMetric)}</td><td>{Figures.Small(epoch.LearningRate)}</td><td>{Figures.Small(epoch.HeadLearningRate)}</td><td>{Figures.Count(epoch.Tokens)}</td><td>{epoch.Seconds:0.00}</td><td>{Figures.Count((long)TokensPerSecond(epoch.Tokens, epoch.Seconds))}</td></tr>

        """);

    private static Html Loss(double? loss) => loss is { } known and not double.NaN ? Html.Of($"{known:0.0000}") : Html.Of($"–");

    private static double TokensPerSecond(long tokens, double seconds) => seconds > 0 ? tokens / seconds : 0;

    private static bool Has(NolaFitReport fit, Func<NolaEpochReport, double?> value) => fit.Epochs.Any(epoch => value(epoch) is not null);

    private static ChartSeries Line(NolaFitReport fit, string name, Func<NolaEpochReport, double?> value) =>
        new(name, [.. fit.Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch) ?? double.NaN))]);
}
