using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.TextClassification;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Nola.Bench;

/// <summary>
/// Single short sentences scored on MiniLM by 1, 4 and 16 threads at once: through the gate of the product ("gate"), through one that runs one job at a
/// time ("one"), and straight on the threads that ask ("direct"). Every cell of the table is measured in each of several rounds, so a disturbance hits all alike; the processor time of a prediction says most where the machine is not idle.
/// Callers are new threads in each cell and tell torch their thread count.
/// </summary>
internal static class GateBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan CellTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    private static readonly string[] Sentences =
    [
        "where is my card?", "a gripping film, beautifully shot", "please cancel the transfer i made yesterday", "how do i change my pin",
        "the plot never quite comes together", "top up failed", "i want to know the exchange rate for euros", "nothing here is worth your time",
    ];

    public static void Run()
    {
        using TextClassifier fitted = Fit();
        var state = new TextClassifierState
        {
            BackboneIdentity = fitted.Info.BackboneIdentity,
            ClassCount = fitted.ClassCount,
            MaxLength = fitted.MaxLength,
            Pooling = fitted.Pooling,
        };
        Adapter adapter = AdapterFolder.Read(fitted.ToFiles(), "benchmark", state.BackboneIdentity);
        using var gated = new BoundTextClassifier(adapter, state, [], TorchGate.Shared);
        using var single = new BoundTextClassifier(adapter, state, [], new TorchGate(static _ => 1));
        using var direct = new BoundTextClassifier(adapter, state, [], new DirectGate());
        (string Name, BoundTextClassifier Model)[] variants = [("gate", gated), ("one", single), ("direct", direct)];
        var cells = new List<Cell>();
        Console.WriteLine("round,variant,torch_threads,callers,predictions,per_second,p50_ms,p99_ms,cpu_ms_each,process_threads");
        for (int round = 1; round <= Rounds; round++)
        {
            foreach (int torchThreads in (ReadOnlySpan<int>)[Environment.ProcessorCount, 1])
            {
                foreach (int callers in (ReadOnlySpan<int>)[1, 4, 16])
                {
                    foreach ((string name, BoundTextClassifier model) in round % 2 == 1 ? variants : variants.Reverse())
                    {
                        Cell cell = Measure(name, model, torchThreads, callers);
                        cells.Add(cell);
                        Console.WriteLine(FormattableString.Invariant(
                            $"{round},{name},{torchThreads},{callers},{cell.Latencies.Length},{cell.PerSecond:F1},{cell.Percentile(0.5):F2},{cell.Percentile(0.99):F2},{cell.ProcessorMilliseconds / cell.Latencies.Length:F2},{cell.ProcessThreads}"));
                    }
                }
            }
        }

        foreach (var group in cells.GroupBy(static cell => (cell.TorchThreads, cell.Callers, cell.Variant)))
        {
            Console.Error.WriteLine(FormattableString.Invariant(
                $"{group.Key.TorchThreads} torch threads, {group.Key.Callers,2} callers, {group.Key.Variant,-6}: {Spread(group, static cell => cell.PerSecond)} rows/s, p50 {Spread(group, static cell => cell.Percentile(0.5))} ms, p99 {Spread(group, static cell => cell.Percentile(0.99))} ms, processor {Spread(group, static cell => cell.ProcessorMilliseconds / cell.Latencies.Length)} ms each"));
        }
    }

    private static TextClassifier Fit()
    {
        using var fit = new TextClassifierFit(new TextClassifierSettings
        {
            Backbone = BackboneReference.Default,
            Adapter = new AdapterConfig(),
            Training = new NolaTrainingOptions { Epochs = 2, BatchSize = Sentences.Length },
            ClassCount = 2,
        });
        for (int i = 0; i < Sentences.Length; i++)
        {
            fit.Train.Add(Sentences[i], null, i % 2);
        }

        return fit.Run(new FitCallbacks());
    }

    private static Cell Measure(string variant, BoundTextClassifier model, int torchThreads, int callers)
    {
        var latencies = new List<double>[callers];
        using var start = new Barrier(callers + 1);
        long began = 0;
        Thread[] threads = [.. Enumerable.Range(0, callers).Select(caller => new Thread(() =>
        {
            torch.set_num_threads(torchThreads);
            List<double> mine = latencies[caller] = [];
            start.SignalAndWait();
            for (int i = caller; Stopwatch.GetElapsedTime(began) < WarmUp + CellTime; i++)
            {
                long asked = Stopwatch.GetTimestamp();
                model.Score([Sentences[i % Sentences.Length]], null);
                if (Stopwatch.GetElapsedTime(began, asked) >= WarmUp)
                {
                    mine.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        began = Stopwatch.GetTimestamp();
        start.SignalAndWait();
        Thread.Sleep(WarmUp);
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        Thread.Sleep(CellTime);
        process.Refresh();
        (double used, int processThreads) = ((process.TotalProcessorTime - before).TotalMilliseconds, process.Threads.Count);
        Array.ForEach(threads, static thread => thread.Join());
        return new Cell(variant, torchThreads, callers, [.. latencies.SelectMany(static own => own).Order()], used, processThreads);
    }

    private static string Spread(IEnumerable<Cell> cells, Func<Cell, double> figure)
    {
        double[] sorted = [.. cells.Select(figure).Order()];
        double middle = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return string.Create(CultureInfo.InvariantCulture, $"{middle:F1} ({sorted[0]:F1} to {sorted[^1]:F1})");
    }

    private sealed record Cell(string Variant, int TorchThreads, int Callers, double[] Latencies, double ProcessorMilliseconds, int ProcessThreads)
    {
        public double PerSecond => Latencies.Length / CellTime.TotalSeconds;

        public double Percentile(double share) => Latencies[Math.Min(Latencies.Length - 1, (int)(share * Latencies.Length))];
    }
}
