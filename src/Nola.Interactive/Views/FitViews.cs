namespace Microsoft.ML.Nola.Views;

/// <summary>What is shown of a fit and of an adapter.</summary>
internal static class FitViews
{
    private const int MostSites = 12;

    public static View Of(NolaFitReport report)
    {
        bool isValidated = report.Epochs.Any(static epoch => epoch.ValidationLoss is not null);
        Table summary = Table.OfValues(
            "Fit",
            ("epochs", Numbers.Count(report.Epochs.Count)),
            ("best epoch", report.BestEpoch is { } best ? Numbers.Count(best) : null),
            ("optimiser steps", Numbers.Count(report.Steps)),
            ("rows", Numbers.Count(report.Rows)),
            ("rows without a label", report.RowsSkipped > 0 ? Numbers.Count(report.RowsSkipped) : null),
            ("rows with a text that was cut", report.RowsTruncated > 0 ? Numbers.Count(report.RowsTruncated) : null),
            ("time", Numbers.Seconds(report.Seconds)),
            ("cancelled", report.Cancelled ? "yes" : null));
        string[] header = ["epoch", "loss", .. isValidated ? (string[])["validation loss", "validation metric"] : [], "time", "tokens"];
        var epochs = new Table("Epochs", header, [.. report.Epochs.Select(epoch => Row(epoch, isValidated))]);
        return new View(
            [summary, epochs],
            [
                new Curve("loss", [.. report.Epochs.Select(static epoch => epoch.Loss)]),
                .. isValidated
                    ? [new Curve("validation loss", [.. report.Epochs.Select(static epoch => epoch.ValidationLoss ?? double.NaN)])]
                    : Array.Empty<Curve>(),
            ]);
    }

    public static View Of(AdapterInfo adapter) => new([
        Table.OfValues(
            "Adapter",
            ("method", adapter.Method.ToString()),
            ("rank", adapter.Sites.Count == 0 ? null : Numbers.Count(adapter.Rank)),
            ("alpha", adapter.Sites.Count == 0 ? null : Numbers.Plain(adapter.Alpha)),
            ("bases of A (k)", adapter.NumBasisA == 0 ? null : Numbers.Count(adapter.NumBasisA)),
            ("bases of B (l)", adapter.NumBasisB == 0 ? null : Numbers.Count(adapter.NumBasisB)),
            ("distribution of the bases", adapter.NumBasisA == 0 ? null : adapter.Distribution.ToString()),
            ("seed of the bases", adapter.NumBasisA == 0 ? null : Numbers.Plain(adapter.BasisSeed)),
            ("seed of the fit", adapter.TrainingSeed is { } seed ? Numbers.Plain(seed) : null),
            ("trained numbers in the adapter", Numbers.Count(adapter.AdapterParameters)),
            ("trained numbers in the head", Numbers.Count(adapter.HeadParameters)),
            ("adapted modules", Describe(adapter.Sites)),
            ("backbone", adapter.BackboneIdentity)),
    ]);

    private static IReadOnlyList<string> Row(NolaEpochReport epoch, bool isValidated) =>
    [
        Numbers.Count(epoch.Epoch),
        Numbers.Share(epoch.Loss),
        .. isValidated ? (string[])[OrNothing(epoch.ValidationLoss), OrNothing(epoch.ValidationMetric)] : [],
        Numbers.Seconds(epoch.Seconds),
        Numbers.Count(epoch.Tokens),
    ];

    private static string OrNothing(double? value) => value is { } number ? Numbers.Share(number) : string.Empty;

    private static string? Describe(IReadOnlyList<string> sites) => sites.Count switch
    {
        0 => null,
        <= MostSites => $"{Numbers.Count(sites.Count)}: {string.Join(", ", sites)}",
        _ => $"{Numbers.Count(sites.Count)}: {string.Join(", ", sites.Take(MostSites))}, ...",
    };
}
