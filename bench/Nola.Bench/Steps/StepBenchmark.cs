using System.Globalization;
using Microsoft.ML.Nola;
using Nola.Bench.Comparisons;
using Nola.Bench.Serving;
using TorchSharp;

namespace Nola.Bench.Steps;

/// <summary>
/// A step of training over MiniLM: what the frozen network takes, NOLA, LoRA by the same step, LoRA in plain TorchSharp, and full fine-tuning. All in one
/// process, in turns; a round during which other processes were busy is dropped, unless too few are left. Ratios are medians of those within a round. The
/// caller sets the threads by OMP_NUM_THREADS.
/// </summary>
internal static class StepBenchmark
{
    private const int WarmUps = 2;
    private const int Rounds = 7;
    private const int MemoryRuns = 3;

    private static readonly (string Name, Func<string, StepSide> Create)[] Sides =
    [
        ("frozen", static _ => new FrozenSide()),
        ("nola attention", static name => Nola(name, "attention")),
        ("nola mlp (default)", static name => Nola(name, "mlp")),
        ("nola mlp-out", static name => Nola(name, "mlp-out")),
        ("lora r=1 attention", static name => Lora(name, 1, "attention")),
        ("lora r=4 attention", static name => Lora(name, 4, "attention")),
        ("lora r=8 attention", static name => Lora(name, 8, "attention")),
        ("lora r=4 mlp", static name => Lora(name, 4, "mlp")),
        ("lora r=8 mlp", static name => Lora(name, 8, "mlp")),
        ("lora r=8 mlp-out", static name => Lora(name, 8, "mlp-out")),
        ("plain lora r=4 attention", static name => new PlainLoraSide(name, 4, "query", "value")),
        ("plain lora r=4 mlp", static name => new PlainLoraSide(name, 4, "intermediate.dense", "output.dense")),
        ("full fine-tuning", static name => new AdaptedSide(name, new AdapterConfig { Method = AdaptationMethod.FullFineTuning })),
    ];

    /// <param name="datasets">The folder of data sets, or null for made-up rows alone.</param>
    public static void Run(string? datasets = null)
    {
        StepSide[] sides = [.. Sides.Select(static side => side.Create(side.Name))];
        StepBatch[] batches = StepBatch.All(datasets);
        RequireSameNetwork(sides, batches[^1]);
        Console.WriteLine("batch,micro_batches,side,numbers,forward_ms,backward_ms,update_ms,step_ms,to_frozen,rounds,machine");
        foreach (StepBatch batch in batches)
        {
            Compare(sides, batch, 1);
        }

        Compare(sides, batches[^1], 4);
        foreach (AdaptedSide side in sides.OfType<AdaptedSide>())
        {
            if (side.TimeMixing() is { } mixing)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{side.Name}: expand {mixing.Expand:F2} ms, contract {mixing.Contract:F2} ms"));
            }
        }

        Array.ForEach(sides, static side => side.Dispose());
    }

    /// <summary>Prints how much a side's steps add to the memory of this process, at its peak; of all sides, the middle one of three processes each.</summary>
    public static void Memory(string name)
    {
        if (name is "all")
        {
            Console.WriteLine("side,loaded_mb,peak_mb,steps_mb");
            foreach ((string side, _) in Sides)
            {
                IEnumerable<string> runs = Enumerable.Range(0, MemoryRuns).Select(
                    _ => SideProcess.Start(Environment.ProcessPath!, torch.get_num_threads(), "step", "memory", side));
                Console.WriteLine(runs.OrderBy(static line => double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture)).ElementAt(MemoryRuns / 2));
            }

            return;
        }

        using StepSide measured = Sides.First(side => side.Name == name).Create(name);
        double loaded = ProcessMemory.Read("status", "VmRSS");
        StepBatch batch = StepBatch.MadeUp();
        for (int i = 0; i < 4; i++)
        {
            measured.Step(batch, 1);
        }

        double peak = ProcessMemory.Read("status", "VmHWM");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name},{loaded:F0},{peak:F0},{peak - loaded:F0}"));
    }

    private static void Compare(StepSide[] sides, StepBatch batch, int microBatches)
    {
        var rounds = new List<(double[][] Times, bool IsQuiet)>();
        for (int round = -WarmUps; round < Rounds; round++)
        {
            var load = new MachineLoad();
            double[][] times = [.. sides.Select(side => side.Step(batch, microBatches))];
            if (round >= 0)
            {
                rounds.Add((times, load.Others() <= MachineLoad.Quiet));
            }
        }

        bool isQuiet = rounds.Count(static round => round.IsQuiet) >= 3;
        double[][][] kept = [.. rounds.Where(round => !isQuiet || round.IsQuiet).Select(static round => round.Times)];
        for (int side = 0; side < sides.Length; side++)
        {
            double[] parts = [.. Enumerable.Range(0, StepSide.Parts.Length).Select(part => Median(kept.Select(round => round[side][part])))];
            double step = Median(kept.Select(round => round[side].Sum()));
            double ratio = Median(kept.Select(round => round[side].Sum() / round[0].Sum()));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{batch.Name},{microBatches},{sides[side].Name},{sides[side].Numbers},{parts[0]:F1},{parts[1]:F1},{parts[2]:F2},{step:F1},{ratio:F3},{kept.Length},"
                + $"{(isQuiet ? "quiet" : "busy")}"));
        }
    }

    /// <summary>An update begins at zero, so all sides see the same features.</summary>
    private static void RequireSameNetwork(StepSide[] sides, StepBatch batch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        torch.Tensor product = sides.OfType<AdaptedSide>().First().Features(batch);
        foreach (PlainLoraSide plain in sides.OfType<PlainLoraSide>())
        {
            double difference = (product - plain.Features(batch)).abs().max().item<float>();
            if (difference > 1e-4)
            {
                throw new InvalidOperationException($"{plain.Name} is another network: its features differ by {difference}.");
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static AdaptedSide Nola(string name, string targets) => new(name, new AdapterConfig { TargetModules = { targets } });

    private static AdaptedSide Lora(string name, int rank, string targets) =>
        new(name, new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = rank, TargetModules = { targets } });
}
