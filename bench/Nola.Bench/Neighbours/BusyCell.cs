using System.Globalization;

namespace Nola.Bench.Neighbours;

/// <summary>One run of <see cref="BusyBenchmark"/>.</summary>
internal sealed record BusyCell(string Policy, string Condition, int TorchThreads, double Fit, double Transform, double Rate)
{
    public const string Header = "round,policy,condition,torch_threads,fit_s,transform_s,sentences_per_second";

    /// <summary>Reads what <see cref="Measured"/> writes.</summary>
    public static BusyCell Parse(string policy, string condition, string measured)
    {
        double[] numbers = [.. measured.Split(',').Select(static field => double.Parse(field, CultureInfo.InvariantCulture))];
        return new BusyCell(policy, condition, (int)numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    public string ToCsv(int round) => $"{round},{Policy},{Condition},{Measured()}";

    public string Measured() => string.Create(CultureInfo.InvariantCulture, $"{TorchThreads},{Fit:F3},{Transform:F3},{Rate:F1}");

    /// <summary>The medians of the rounds, with their smallest and largest.</summary>
    public static string Summarize(IReadOnlyList<BusyCell> rounds)
    {
        string Of(Func<BusyCell, double> figure)
        {
            double[] sorted = [.. rounds.Select(figure).Order()];
            return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:F2} ({sorted[0]:F2} to {sorted[^1]:F2})");
        }

        BusyCell one = rounds[0];
        return $"{one.Condition,-8} {one.Policy,-12} {one.TorchThreads} threads: fit {Of(static cell => cell.Fit)} s, "
            + $"Transform {Of(static cell => cell.Transform)} s, one sentence at a time {Of(static cell => cell.Rate)}/s";
    }
}
