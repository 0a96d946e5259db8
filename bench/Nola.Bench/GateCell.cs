using System.Globalization;

namespace Nola.Bench;

/// <summary>One cell of <see cref="GateBenchmark"/>.</summary>
internal sealed record GateCell(
    string Variant, int TorchThreads, int Callers, double[] Latencies, double PerSecond, double ProcessorMilliseconds, int ProcessThreads, double? FitStepsPerSecond)
{
    public const string Header = "round,variant,torch_threads,callers,beside_fit,per_second,p50_ms,p99_ms,processor_ms_each,process_threads,fit_steps_per_second";

    public string ToCsv(int round) => string.Create(
        CultureInfo.InvariantCulture,
        $"{round},{Variant},{TorchThreads},{Callers},{FitStepsPerSecond is not null},{PerSecond:F1},{Percentile(0.5):F2},{Percentile(0.99):F2},{ProcessorEach:F2},{ProcessThreads},{FitStepsPerSecond:F2}");

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
            : $": {Of(static cell => cell.PerSecond)} rows/s, p50 {Of(static cell => cell.Percentile(0.5))} ms, p99 {Of(static cell => cell.Percentile(0.99))} ms, processor {Of(static cell => cell.ProcessorEach)} ms each";
        return $"{one.TorchThreads} torch threads, {one.Callers,2} callers, {one.Variant,-6}{predictions}{fit}";
    }

    private double ProcessorEach => Latencies.Length == 0 ? double.NaN : ProcessorMilliseconds / Latencies.Length;

    private double Percentile(double share) => Latencies.Length == 0 ? double.NaN : Latencies[Math.Min(Latencies.Length - 1, (int)(share * Latencies.Length))];
}
