using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Nola.Tasks.Classification;
using TorchSharp;

namespace Nola.Bench;

/// <summary>
/// Where the time of a training step on MiniLM goes, 16 rows of 128 tokens: forward, backward, contract, optimiser, expand. Medians over steps after a warm-up.
/// "frozen" is a forward pass alone without gradients.
/// </summary>
internal static class StepBenchmark
{
    private const int Rows = 16;
    private const int Length = 128;
    private const int Rounds = 15;

    public static void Run()
    {
        Console.WriteLine("method,forward_ms,backward_ms,contract_ms,optimiser_ms,expand_ms,sum_ms");
        foreach ((string name, AdapterConfig config) in (ReadOnlySpan<(string, AdapterConfig)>)[
            ("nola-default", new AdapterConfig()),
            ("nola-per-module", new AdapterConfig { Sharing = BasisSharing.PerModule }),
            ("nola-mlp-out", new AdapterConfig { TargetModules = { "mlp-out" } }),
            ("lora-r1-qv", new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 1 }),
            ("lora-r8-mlp", new AdapterConfig { Method = AdaptationMethod.LoRA, TargetModules = { "mlp" } })])
        {
            Measure(name, config);
        }
    }

    private static void Measure(string name, AdapterConfig config)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.Default);
        var head = new ClassificationHead(2);
        using var model = new AdaptedModel(
            lease,
            AdapterPlan.Resolve(config, lease.Backbone),
            new PooledReadout(PoolingMode.Mean),
            [.. head.Tensors(lease.Backbone.HiddenSize).Select(static tensor => tensor.Shape)],
            trains: true);
        var adaptation = (FactorAdaptation)model.Adaptation;
        int[] ids = [.. Enumerable.Range(0, Rows * Length).Select(static i => 1000 + (i * 7919 % 20000))];
        int[] mask = [.. Enumerable.Repeat(1, ids.Length)];
        var batch = new TokenBatch(ids, mask, Rows, Length);
        var optimizer = new AdamW(adaptation.Factorization.CoefficientCount, weightDecay: 0);
        var coefficients = new float[adaptation.Factorization.CoefficientCount];
        var gradients = new float[coefficients.Length];
        adaptation.Factorization.Initialize(coefficients, seed: 0);
        var times = new List<double[]>();
        using torch.Tensor targets = torch.zeros(Rows, torch.int64);
        for (int round = -3; round < Rounds; round++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            var parts = new double[5];
            var clock = Stopwatch.StartNew();
            torch.Tensor loss = torch.nn.functional.cross_entropy(
                head.Outputs(model.Features(batch), model.Head.Leaves), targets, reduction: torch.nn.Reduction.Sum);
            Lap(0);
            loss.backward();
            Lap(1);
            adaptation.Factorization.Contract(adaptation.Factors.Gradients, gradients);
            Lap(2);
            optimizer.Update(coefficients, gradients, 1e-3);
            adaptation.Factors.ClearGradients();
            Lap(3);
            adaptation.Factorization.Expand(coefficients, adaptation.Factors.Values);
            Lap(4);
            if (round >= 0)
            {
                times.Add(parts);
            }

            void Lap(int part)
            {
                parts[part] = clock.Elapsed.TotalMilliseconds;
                clock.Restart();
            }
        }

        double[] medians = [.. Enumerable.Range(0, 5).Select(part => times.Select(row => row[part]).Order().ElementAt(Rounds / 2))];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name},{medians[0]:F1},{medians[1]:F1},{medians[2]:F2},{medians[3]:F2},{medians[4]:F2},{medians.Sum():F1}"));
    }
}
