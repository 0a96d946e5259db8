using System.Globalization;

namespace Nola.Bench.Gate;

/// <summary>One cell of <see cref="GateBenchmark"/>: so many callers, for some seconds.</summary>
internal sealed record GateCell(
    string Variant, int TorchThreads, int Callers, bool BesideFit, double PerSecond, double MedianMilliseconds, double SlowMilliseconds,
    double ProcessorMilliseconds, int ProcessThreads, double? FitStepsPerSecond)
{
    public const string Header =
        "round,variant,torch_threads,callers,beside_fit,per_second,p50_ms,p99_ms,processor_ms_each,process_threads,fit_steps_per_second";

    /// <summary>Reads what <see cref="ToCsv"/> writes.</summary>
    public static GateCell Parse(string line)
    {
        string[] fields = line.Split(',');
        double Number(int at) => double.Parse(fields[at], CultureInfo.InvariantCulture);
        return new GateCell(
            fields[1], (int)Number(2), (int)Number(3), bool.Parse(fields[4]), Number(5), Number(6), Number(7), Number(8), (int)Number(9),
            fields[10].Length == 0 ? null : Number(10));
    }

    /// <summary>A percentile of sorted values; not a number if there are none.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    public string ToCsv(string round) => string.Create(
        CultureInfo.InvariantCulture,
        $"{round},{Variant},{TorchThreads},{Callers},{BesideFit},{PerSecond:F1},{MedianMilliseconds:F2},{SlowMilliseconds:F2},"
        + $"{ProcessorMilliseconds:F2},{ProcessThreads},{FitStepsPerSecond:F2}");

    /// <summary>The medians of the rounds, with their smallest and largest.</summary>
    public static string Summarize(IReadOnlyList<GateCell> rounds)
    {
        GateCell one = rounds[0];
        string Of(Func<GateCell, double> figure)
        {
            double[] sorted = [.. rounds.Select(figure).Order()];
            return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:F1} ({sorted[0]:F1} to {sorted[^1]:F1})");
        }

        string fit = one.FitStepsPerSecond is null ? string.Empty : $", fit {Of(static cell => cell.FitStepsPerSecond!.Value)} steps/s";
        string predictions = one.Callers == 0 ? string.Empty
            : $": {Of(static cell => cell.PerSecond)} rows/s, p50 {Of(static cell => cell.MedianMilliseconds)} ms, "
            + $"p99 {Of(static cell => cell.SlowMilliseconds)} ms, processor {Of(static cell => cell.ProcessorMilliseconds)} ms each";
        return $"{one.TorchThreads} torch threads, {one.Callers,2} callers, {one.Variant,-6}{predictions}{fit}";
    }
}
