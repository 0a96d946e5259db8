using System.Text.Json;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>Twenty AdamW steps of two NOLA layers and a head, with warm-up, decay and clipping, against float64 torch (fixtures/nola-math).</summary>
[TestClass]
public sealed class TrajectoryTests
{
    private const double Tolerance = 1e-5;

    [TestMethod]
    [DataRow("trajectory-wd0")]
    [DataRow("trajectory-wd0.01")]
    public void The_steps_equal_the_reference(string file)
    {
        using Fixture fixture = Fixture.Shared("nola-math", file + ".safetensors");
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        JsonElement optimizer = JsonDocument.Parse(File.ReadAllText(Repository.Shared("fixtures", "nola-math", file + ".json")))
            .RootElement.GetProperty("optimizer");
        float[] Read(string name) => [.. fixture.Doubles(name).Select(static value => (float)value)];
        SitePlan[] plans = [MaterializedSite.Plan("layer.0", 12, 16, 3, 6, 6, 4), MaterializedSite.Plan("layer.1", 16, 10, 3, 6, 6, 4)];
        FrozenLinear[] maps = [.. plans.Select((_, i) => MaterializedSite.Map(i, Read($"layer{i}.weight"), Read($"layer{i}.bias")))];
        var layout = new FactorLayout(plans);
        var factorization = new MaterializedFactorization(
            layout, [.. plans.Select((_, i) => MaterializedSite.Read(fixture, Read, $"layer{i}.", offset: true))]);
        using var factors = new LeafBuffer(layout.Shapes(), torch.CPU, trains: true);
        using var head = new LeafBuffer([[3, 10], [3]], torch.CPU, trains: true);
        ((float[])[.. Read("head.weight"), .. Read("head.bias")]).CopyTo(head.Values);
        var binding = new LowRankBinding(2, [0, 1], plans, factors.Leaves);
        double weightDecay = optimizer.GetProperty("weight_decay").GetDouble();
        var adapter = new FlatTrainable(factorization, factors, weightDecay, seed: 0);
        var classifier = new FlatTrainable(head, weightDecay);
        var step = new TrainingStep(adapter, classifier, maxNorm: 1);
        var schedule = new RateSchedule(LearningRateSchedule.Linear, warmupRatio: 4 / 20.0, steps: 20);
        torch.Tensor x = torch.tensor(Read("x")).view(32, 12);
        torch.Tensor target = torch.tensor(Read("target")).view(32, 3);

        for (int t = 0; t < 20; t++)
        {
            // Gradients of the summed loss over two micro-batches of 4 rows, divided by all 24 entries at the end: the mean over the batch.
            double loss = 0;
            foreach (int start in (int[])[8 * (t % 4), (8 * (t % 4)) + 4])
            {
                loss += step.Accumulate(() => Loss(x.narrow(0, start, 4), target.narrow(0, start, 4)), targets: 12);
            }

            double rate = optimizer.GetProperty("lr").GetDouble() * schedule.At(t);
            double norm = step.Apply(rate, rate);
            Assert.AreEqual(fixture.Doubles("lr")[t], rate, 1e-12, $"rate of step {t}");
            Assert.AreEqual(fixture.Doubles("loss")[t], loss / 24, 1e-5 * fixture.Doubles("loss")[t], $"loss of step {t}");
            Assert.AreEqual(fixture.Doubles("grad_norm")[t], norm, 1e-5 * fixture.Doubles("grad_norm")[t], $"norm of step {t}");
            float[] values = [.. adapter.Values, .. classifier.Values];
            int at = 0;
            foreach (string name in (string[])["layer0.alpha", "layer0.beta", "layer1.alpha", "layer1.beta", "head.weight", "head.bias"])
            {
                double[] all = fixture.Doubles("after." + name);
                int size = all.Length / 20;
                Near.AreEqual(all.AsSpan(t * size, size), values.AsSpan(at, size), Tolerance, $"{name} after step {t}");
                at += size;
            }
        }

        torch.Tensor Loss(torch.Tensor rows, torch.Tensor expected)
        {
            torch.Tensor h = binding.Linear(maps[0], rows).tanh();
            h = binding.Linear(maps[1], h).tanh();
            torch.Tensor output = torch.nn.functional.linear(h, head.Leaves[0], head.Leaves[1]);
            return (output - expected).pow(2).sum();
        }
    }
}
