using System.Diagnostics;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Nola.Bench.Gate;

/// <summary>
/// Single short sentences scored on MiniLM by 1, 4 and 16 threads at once, and by 4 beside a fit: through the gate of the product ("gate"), through one that
/// runs one job at a time ("one"), and straight on the threads that ask ("direct"). The fit always goes through the product's gate. Each variant runs in a
/// process of its own, since the teams of torch threads that one leaves slow the next; the variants take turns for several rounds, so a disturbance hits all
/// alike. Callers are new threads in each cell and tell torch their thread count. The table goes to standard output, medians and ranges to standard error.
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

    private static readonly string[] Variants = ["gate", "one", "direct"];

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("nola-gate-").FullName;
        try
        {
            using (FittedModel fitted = Fit(2, static () => null))
            {
                fitted.SaveAdapter(folder);
            }

            Console.WriteLine(GateCell.Header);
            var lines = new List<string>();
            for (int round = 1; round <= Rounds; round++)
            {
                foreach (string variant in round % 2 == 1 ? Variants : Variants.Reverse())
                {
                    lines.AddRange(Measure(variant, round, folder));
                }
            }

            foreach (var group in lines.Select(GateCell.Parse).GroupBy(static cell => (cell.TorchThreads, cell.Callers, cell.BesideFit)))
            {
                foreach (var variant in group.GroupBy(static cell => cell.Variant))
                {
                    Console.Error.WriteLine(GateCell.Summarize([.. variant]));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Measures all cells of a variant, in a process of its own.</summary>
    public static void Measure(string variant, string round, string folder)
    {
        TorchGate gate = variant switch { "gate" => TorchGate.Shared, "one" => new SingleGate(), _ => new DirectGate() };
        using BoundModel model = Load(folder, gate);
        foreach (int torchThreads in Environment.ProcessorCount > 1 ? (int[])[Environment.ProcessorCount, 1] : [1])
        {
            foreach (int callers in (ReadOnlySpan<int>)[1, 4, 16])
            {
                Console.WriteLine(Measure(variant, model, torchThreads, callers, besideFit: false).ToCsv(round));
            }

            Console.WriteLine(Measure(variant, model, torchThreads, 4, besideFit: true).ToCsv(round));
            if (variant == "gate")
            {
                Console.WriteLine(Measure("none", model, torchThreads, 0, besideFit: true).ToCsv(round));
            }
        }
    }

    private static List<string> Measure(string variant, int round, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["gate", "measure", variant, $"{round}", folder])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        var lines = new List<string>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            Console.WriteLine(line);
            lines.Add(line);
        }

        process.WaitForExit();
        return lines;
    }

    private static BoundModel Load(string folder, TorchGate gate)
    {
        Dictionary<string, byte[]> files = FittedModel.FileNames.ToDictionary(
            static name => name, name => File.ReadAllBytes(Path.Combine(folder, name)), StringComparer.Ordinal);
        BackboneReference backbone = BackboneReference.FromIdentity(BackboneLocator.DefaultIdentity);
        var state = new ModelState { Backbone = backbone, MaxLength = 128, Readout = new PooledReadout(PoolingMode.Mean) };
        return new BoundModel(AdapterFolder.Read(files, folder, backbone.Identity!), state, new ClassificationHead(2), [], gate);
    }

    private static FittedModel Fit(int epochs, Func<OperationCanceledException?> beforeStep)
    {
        using var fit = new ModelFit<int>(new ClassificationTask(2), new ModelFitSettings
        {
            Backbone = BackboneReference.Default,
            Adapter = new AdapterConfig(),
            Training = new NolaTrainingOptions { Epochs = epochs, BatchSize = 16 },
        });
        for (int i = 0; i < 2 * Sentences.Length; i++)
        {
            fit.Train.Add(new TextInput(Sentences[i % Sentences.Length]), i % 2);
        }

        return fit.Run(new FitCallbacks { FindCancellation = beforeStep, OnCancellation = CancellationBehavior.ReturnBest });
    }

    private static GateCell Measure(string variant, BoundModel model, int torchThreads, int callers, bool besideFit)
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
                model.Score(new RowsToScore([new TextInput(Sentences[i % Sentences.Length])], firstRow: 0));
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
                    return Stopwatch.GetElapsedTime(began) > WarmUp + CellTime ? new OperationCanceledException() : null;
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
            variant,
            torchThreads,
            callers,
            besideFit,
            sorted.Length / CellTime.TotalSeconds,
            GateCell.Percentile(sorted, 0.5),
            GateCell.Percentile(sorted, 0.99),
            sorted.Length == 0 ? double.NaN : used / sorted.Length,
            processThreads,
            besideFit ? stepsPerSecond : null);
    }
}
