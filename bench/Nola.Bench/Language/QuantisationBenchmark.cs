using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;
using Nola.Bench.Serving;
using TorchSharp;

namespace Nola.Bench.Language;

/// <summary>
/// A language model as a frozen base in 32, 8 and 4 bits: its bytes, the memory of a training step with and without gradient checkpointing, and the loss on
/// E2E's development rows after a NOLA fit. Each line is measured in a process of its own, since memory is asked of the kernel.
/// </summary>
internal static class QuantisationBenchmark
{
    private const int FitRows = 8;
    private const int HeldOut = 48;
    private const double Rate = 5e-3;

    /// <summary>Measures one thing of one number type.</summary>
    /// <param name="what">"base", "step", "step-checkpointed" or "fit".</param>
    /// <param name="folder">The backbone's folder.</param>
    /// <param name="name">The number type.</param>
    /// <param name="data">The folder of E2E, for a fit; or rows x length of a step, such as 8x128.</param>
    /// <param name="steps">The steps of a fit.</param>
    /// <param name="draw">Which rows a fit takes.</param>
    public static void Measure(string what, string folder, string name, string data = "", int steps = 30, int draw = 0)
    {
        BaseQuantization quantization = Enum.Parse<BaseQuantization>(name, ignoreCase: true);
        double before = Resident();
        var clock = Stopwatch.StartNew();
        BackboneReference reference = BackboneReference.FromFolder(folder);
        using BackboneLease lease = Backbone.Acquire(reference, new BackboneOptions { Quantization = quantization });
        double seconds = clock.Elapsed.TotalSeconds;
        switch (what)
        {
            case "base":
                PrintBase(lease.Backbone, name, seconds, before);
                break;
            case "fit":
                Fit(reference, lease, name, data, steps, draw);
                break;
            default:
                Step(lease, name, data, what == "step-checkpointed");
                break;
        }
    }

    private static void PrintBase(Backbone backbone, string name, double seconds, double before)
    {
        long weights = TensorPlan.Of(backbone).Sum(static tensor => tensor.Size);
        double after = Resident();
        double peak = ProcessMemory.Read("status", "VmHWM");
        Forward(backbone);
        Print($"base,{name},{weights},{backbone.SizeInBytes},{(double)backbone.SizeInBytes / weights:F4},{seconds:F2},{after - before:F1},{peak - before:F1},{Resident() - before:F1}");
    }

    private static void Forward(Backbone backbone)
    {
        using var mode = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        int[] ids = [.. Enumerable.Range(0, 64).Select(i => i * 7 % backbone.TextLimits!.VocabularySize)];
        backbone.Forward(new TokenBatch(ids, Enumerable.Repeat(1, ids.Length).ToArray(), 1, ids.Length));
    }

    private static void Step(BackboneLease lease, string name, string size, bool checkpoints)
    {
        int[] sizes = [.. size.Split('x').Select(static part => int.Parse(part, CultureInfo.InvariantCulture))];
        using AdaptedModel model = Adapt(lease);
        model.GradientCheckpointing = checkpoints;
        int[] ids = [.. Enumerable.Range(0, sizes[0] * sizes[1]).Select(i => i * 7919 % lease.Backbone.TextLimits!.VocabularySize)];
        var batch = new TokenBatch(ids, Enumerable.Repeat(1, ids.Length).ToArray(), sizes[0], sizes[1]) { ReadPositions = [0] };
        TrainingStep step = CompletionSteps.CreateStep(model);
        double before = Resident();
        double seconds = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            var clock = Stopwatch.StartNew();
            step.Accumulate(() => model.Features(batch).sum(), targets: 1, model.Backward);
            step.Apply(Rate, 0);
            seconds = Math.Min(seconds, clock.Elapsed.TotalSeconds);
        }

        double estimate = ActivationMemory.Estimate(lease.Backbone.Sites, ids.Length) / 1e6;
        Print($"step,{name},{(checkpoints ? "checkpointed" : "ordinary")},{size},{before:F0},{ProcessMemory.Read("status", "VmHWM") - before:F0},{estimate:F0},{seconds:F2}");
    }

    /// <summary>Fits on what the rows say of a restaurant, and prints the loss of a token of other rows before and after.</summary>
    private static void Fit(BackboneReference reference, BackboneLease lease, string name, string data, int steps, int draw)
    {
        TextTokenizer tokenizer = TextTokenizer.FromBackbone(reference);
        (int[] Prompt, int[] Completion)[] train = CompletionSteps.Read(Path.Combine(data, "trainset.csv"), tokenizer, FitRows * steps, draw);
        (int[] Prompt, int[] Completion)[] held = CompletionSteps.Read(Path.Combine(data, "devset.csv"), tokenizer, HeldOut);
        using AdaptedModel model = Adapt(lease);
        model.GradientCheckpointing = lease.Backbone.Quantization != BaseQuantization.None;
        TrainingStep step = CompletionSteps.CreateStep(model);
        double start = Evaluate(model, held);
        var clock = Stopwatch.StartNew();
        var schedule = new RateSchedule(LearningRateSchedule.Linear, 0.1, steps);
        double last = 0;
        long tokens = 0;
        for (int i = 0; i < steps; i++)
        {
            (TokenBatch batch, long[] targets) = CompletionSteps.ToBatch(train.AsSpan(i * FitRows, FitRows));
            last = step.Accumulate(() => CompletionSteps.Loss(model, batch, targets), targets.Length, model.Backward) / targets.Length;
            step.Apply(Rate * schedule.At(i), 0);
            tokens += batch.AttentionMask.Span.Count(1);
        }

        double seconds = clock.Elapsed.TotalSeconds;
        Print($"fit,{name},{steps},{draw},{start:F4},{last:F4},{Evaluate(model, held):F4},{tokens / seconds:F0}");
    }

    private static AdaptedModel Adapt(BackboneLease lease)
    {
        var config = new AdapterConfig { TargetModules = { "mlp-out" }, NumBasisA = 480, NumBasisB = 480 };
        return new AdaptedModel(lease, AdapterPlan.Resolve(config, lease.Backbone), new TokensReadout(), [], trains: true);
    }

    private static double Evaluate(AdaptedModel model, (int[] Prompt, int[] Completion)[] rows)
    {
        using var mode = torch.no_grad();
        double loss = 0;
        long count = 0;
        foreach ((int[] Prompt, int[] Completion)[] part in rows.Chunk(FitRows))
        {
            using DisposeScope scope = torch.NewDisposeScope();
            (TokenBatch batch, long[] targets) = CompletionSteps.ToBatch(part);
            loss += CompletionSteps.Loss(model, batch, targets).item<float>();
            count += targets.Length;
        }

        return loss / count;
    }

    private static double Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return ProcessMemory.Read("status", "VmRSS");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
