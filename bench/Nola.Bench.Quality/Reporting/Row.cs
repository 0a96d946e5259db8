using Nola.Bench.Quality.Methods;

namespace Nola.Bench.Quality.Reporting;

/// <summary>A contender on a data set.</summary>
internal sealed record Row
{
    public required string Name { get; init; }

    /// <inheritdoc cref="Contender.Line"/>
    public required string? Line { get; init; }

    public required double? Setting { get; init; }

    public required long Parameters { get; init; }

    public required double ZipBytes { get; init; }

    public required double Seconds { get; init; }

    /// <summary>The accuracy of each seed.</summary>
    public required IReadOnlyDictionary<int, double> BySeed { get; init; }

    public required Spread Accuracy { get; init; }

    public required Spread? LogLoss { get; init; }

    public required Spread? CalibrationError { get; init; }

    /// <summary>The log-loss before the scores were calibrated; null if they were not.</summary>
    public required Spread? LogLossBefore { get; init; }

    /// <summary>The calibration error before; likewise.</summary>
    public required Spread? CalibrationErrorBefore { get; init; }

    /// <summary>What the results say; null if nothing was measured with the test rows yet.</summary>
    public static Row? Of(ResultFile results, string data, Contender contender)
    {
        double? setting = Table.Chosen(results, data, contender.Name, contender.Choices);
        QualityResult[] found =
        [
            .. results.All.Where(result => result.Run == new QualityRun(data, contender.Name, setting, result.Run.Seed, QualityRun.Test))
                .OrderBy(static result => result.Run.Seed),
        ];
        return found.Length == 0 ? null : new Row
        {
            Name = contender.Name,
            Line = contender.Line,
            Setting = setting,
            Parameters = found[0].Measured.Parameters,
            ZipBytes = found.Average(static result => (double)result.Measured.ZipBytes),
            Seconds = found.Average(static result => result.Measured.Seconds),
            BySeed = found.ToDictionary(static result => result.Run.Seed, static result => result.Measured.Accuracy),
            Accuracy = Spread.Of([.. found.Select(static result => result.Measured.Accuracy)]),
            LogLoss = Of(found, static measured => measured.LogLoss),
            CalibrationError = Of(found, static measured => measured.CalibrationError),
            LogLossBefore = Of(found, static measured => measured.LogLossBefore),
            CalibrationErrorBefore = Of(found, static measured => measured.CalibrationErrorBefore),
        };
    }

    /// <summary>By how much the accuracy is above another's, seed by seed; null if they share no seed.</summary>
    public Spread? Above(Row other)
    {
        double[] differences = [.. BySeed.Where(pair => other.BySeed.ContainsKey(pair.Key)).Select(pair => pair.Value - other.BySeed[pair.Key])];
        return differences.Length == 0 ? null : Spread.Of(differences);
    }

    private static Spread? Of(QualityResult[] found, Func<Measured, double?> value) =>
        found.All(result => value(result.Measured) is not null) ? Spread.Of([.. found.Select(result => value(result.Measured)!.Value)]) : null;
}
