using System.Diagnostics;
using System.Globalization;
using Nola.Bench.Comparisons;

namespace Nola.Bench.Predictions;

/// <summary>What one side did in a process of its own.</summary>
/// <param name="Median">Milliseconds of a prediction, the median.</param>
/// <param name="Slow">Milliseconds that 99 of 100 predictions stayed below.</param>
/// <param name="PerSecond">Predictions a second of all callers.</param>
/// <param name="Processor">Milliseconds of processor time of a prediction.</param>
/// <param name="Others">The processors that other processes took meanwhile.</param>
internal sealed record PredictionCell(double Median, double Slow, double PerSecond, double Processor, double Others) : IMeasured
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);

    /// <summary>Reads what <see cref="Time"/> prints.</summary>
    public static PredictionCell Parse(string line)
    {
        double[] fields = [.. line.Split(',').Select(static field => double.Parse(field, CultureInfo.InvariantCulture))];
        return new PredictionCell(fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    /// <summary>Lets callers predict text after text, each on a thread of its own, and prints how long it took them.</summary>
    /// <param name="texts">How many texts there are.</param>
    /// <param name="callers">What predicts a text by its number, for each caller.</param>
    public static void Time(int texts, params Action<int>[] callers)
    {
        using var start = new Barrier(callers.Length + 1);
        var times = new List<double>[callers.Length];
        Thread[] threads = [.. callers.Select((predict, caller) => new Thread(() =>
        {
            List<double> mine = times[caller] = [];
            int text = caller * texts / callers.Length;
            Repeat(WarmUp, _ => { });
            start.SignalAndWait();
            start.SignalAndWait();
            Repeat(Least, mine.Add);

            void Repeat(TimeSpan time, Action<double> keep)
            {
                long began = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(began) < time)
                {
                    long asked = Stopwatch.GetTimestamp();
                    predict(text);
                    keep(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    text = (text + 1) % texts;
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        start.SignalAndWait();
        var load = new MachineLoad();
        var clock = Stopwatch.StartNew();
        start.SignalAndWait();
        Array.ForEach(threads, static thread => thread.Join());
        double seconds = clock.Elapsed.TotalSeconds;
        double[] sorted = [.. times.SelectMany(static own => own).Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted[sorted.Length / 2]:F3},{sorted[(int)(0.99 * sorted.Length)]:F3},{sorted.Length / seconds:F1},"
            + $"{1000 * load.OwnSeconds() / sorted.Length:F3},{load.Others():F3}"));
    }
}
