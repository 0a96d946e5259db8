using System.Diagnostics;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.TextClassification;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Nola.Bench;

/// <summary>
/// Single short sentences scored on MiniLM by 1, 4 and 16 threads at once, and by 4 beside a fit: through the gate of the product ("gate"), through one that
/// runs one job at a time ("one"), and straight on the threads that ask ("direct"). The fit always goes through the product's gate. Every cell is measured in
/// each of several rounds, so a disturbance hits all alike; the processor time of a prediction says most where the machine is not idle. Callers are new
/// threads in each cell and tell torch their thread count. The table goes to standard output, medians and ranges to standard error.
/// </summary>
internal static class GateBenchmark
{
    private const int Rounds = 3;
    private static readonly TimeSpan CellTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    private static readonly string[] Sentences =
    [
        "where is my card?", "a gripping film, beautifully shot", "please cancel the transfer i made yesterday", "how do i change my pin",
        "the plot never quite comes together", "top up failed", "i want to know the exchange rate for euros", "nothing here is worth your time",
    ];

    public static void Run()
    {
        using TextClassifier fitted = Fit(2, static () => { });
        TextClassifierState state = Describe(fitted);
        Adapter adapter = AdapterFolder.Read(fitted.ToFiles(), "benchmark", state.BackboneIdentity);
        using var gated = new BoundTextClassifier(adapter, state, [], TorchGate.Shared);
        using var single = new BoundTextClassifier(adapter, state, [], new TorchGate(static _ => 1));
        using var direct = new BoundTextClassifier(adapter, state, [], new DirectGate());
        (string Name, BoundTextClassifier Model)[] variants = [("gate", gated), ("one", single), ("direct", direct)];
        int[] threads = Environment.ProcessorCount > 1 ? [Environment.ProcessorCount, 1] : [1];
        var cells = new List<GateCell>();
        Console.WriteLine(GateCell.Header);
        for (int round = 1; round <= Rounds; round++)
        {
            foreach (int torchThreads in threads)
            {
                foreach ((int callers, bool besideFit) in (ReadOnlySpan<(int, bool)>)[(1, false), (4, false), (16, false), (4, true)])
                {
                    foreach ((string name, BoundTextClassifier model) in round % 2 == 1 ? variants : variants.Reverse())
                    {
                        Add(Measure(name, model, torchThreads, callers, besideFit));
                    }
                }

                Add(Measure("none", gated, torchThreads, 0, besideFit: true));
            }

            void Add(GateCell cell)
            {
                cells.Add(cell);
                Console.WriteLine(cell.ToCsv(round));
            }
        }

        foreach (var group in cells.GroupBy(static cell => (cell.TorchThreads, cell.Callers, cell.FitStepsPerSecond is not null, cell.Variant)))
        {
            Console.Error.WriteLine(GateCell.Summarize([.. group]));
        }
    }

    internal static TextClassifierState Describe(TextClassifier fitted) => new()
    {
        BackboneIdentity = fitted.Info.BackboneIdentity,
        ClassCount = fitted.ClassCount,
        MaxLength = fitted.MaxLength,
        Pooling = fitted.Pooling,
    };

    internal static TextClassifier Fit(int epochs, Action beforeStep)
    {
        using var fit = new TextClassifierFit(new TextClassifierSettings
        {
            Backbone = BackboneReference.Default,
            Adapter = new AdapterConfig(),
            Training = new NolaTrainingOptions { Epochs = epochs, BatchSize = 16 },
            ClassCount = 2,
        });
        for (int i = 0; i < 2 * Sentences.Length; i++)
        {
            fit.Train.Add(Sentences[i % Sentences.Length], null, i % 2);
        }

        return fit.Run(new FitCallbacks { ThrowIfCancelled = beforeStep, OnCancellation = CancellationBehavior.ReturnBest });
    }

    private static GateCell Measure(string variant, BoundTextClassifier model, int torchThreads, int callers, bool besideFit)
    {
        var latencies = new List<double>[callers];
        using var start = new Barrier(callers + (besideFit ? 2 : 1));
        long began = 0;
        long steps = 0;
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
        if (besideFit)
        {
            threads = [.. threads, new Thread(() =>
            {
                torch.set_num_threads(torchThreads);
                start.SignalAndWait();
                Fit(int.MaxValue / 2, () =>
                {
                    Interlocked.Increment(ref steps);
                    if (Stopwatch.GetElapsedTime(began) > WarmUp + CellTime)
                    {
                        throw new OperationCanceledException();
                    }
                }).Dispose();
            })];
        }

        Array.ForEach(threads, static thread => thread.Start());
        began = Stopwatch.GetTimestamp();
        start.SignalAndWait();
        Thread.Sleep(WarmUp);
        using Process process = Process.GetCurrentProcess();
        (TimeSpan before, long stepsBefore) = (process.TotalProcessorTime, Interlocked.Read(ref steps));
        Thread.Sleep(CellTime);
        process.Refresh();
        double used = (process.TotalProcessorTime - before).TotalMilliseconds;
        double stepsPerSecond = (Interlocked.Read(ref steps) - stepsBefore) / CellTime.TotalSeconds;
        int processThreads = process.Threads.Count;
        Array.ForEach(threads, static thread => thread.Join());
        double[] sorted = [.. latencies.SelectMany(static own => own).Order()];
        return new GateCell(
            variant, torchThreads, callers, sorted, sorted.Length / CellTime.TotalSeconds, used, processThreads, besideFit ? stepsPerSecond : null);
    }
}
