using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class NetworkTrainableTests
{
    /// <summary>Step for step the values of torch's own AdamW, with clipping as torch's clip_grad_norm_.</summary>
    [TestMethod]
    [DataRow(0.0, 0.0)]
    [DataRow(0.1, 0.0)]
    [DataRow(0.01, 0.5)]
    public void The_steps_are_those_of_AdamW_in_torch(double weightDecay, double maxNorm)
    {
        // No guard: torch's optimizer keeps tensors of its own until they are collected.
        using DisposeScope scope = torch.NewDisposeScope();
        using var own = new Owner([Random([3, 4], 1), Random([5], 2), Random([2], 3)]);
        using var network = new NetworkAdaptation(null!, own.Tensors, own, trains: true);
        using var trainable = new NetworkTrainable(network, weightDecay);
        using var head = new Nothing();
        var step = new TrainingStep(trainable, head, maxNorm);
        TorchSharp.Modules.Parameter[] reference = [.. own.Tensors.Select(static tensor => new TorchSharp.Modules.Parameter(tensor.detach().clone()))];
        using TorchSharp.Modules.AdamW optimizer = torch.optim.AdamW(reference, lr: 1, weight_decay: weightDecay);
        torch.Tensor input = Random([4], 9);
        for (int i = 1; i <= 20; i++)
        {
            double rate = 0.05 / i;
            step.Accumulate(() => Loss(own.Tensors, input, i), targets: 3);
            step.Accumulate(() => Loss(own.Tensors, input, -i), targets: 4);
            double norm = step.Apply(rate, 0);

            optimizer.zero_grad();
            ((Loss(reference, input, i) + Loss(reference, input, -i)) / 7).backward();
            double expected = maxNorm > 0 ? torch.nn.utils.clip_grad_norm_(reference.Take(2), maxNorm) : norm;
            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = rate;
            }

            optimizer.step();
            Assert.AreEqual(expected, norm, 1e-5 * expected, $"norm of step {i}");
            for (int tensor = 0; tensor < 2; tensor++)
            {
                Near.AreEqual(
                    [.. TensorMemory.ToSingles(reference[tensor]).Select(static value => (double)value)], TensorMemory.ToSingles(own.Tensors[tensor]), 1e-5,
                    $"tensor {tensor} after step {i}");
            }
        }

        Array.ForEach(reference, static parameter => parameter.Dispose());
        Assert.IsNull(own.Tensors[2].grad, "a tensor that nothing depends on");
        CollectionAssert.AreEqual(TensorMemory.ToSingles(Random([2], 3)), TensorMemory.ToSingles(own.Tensors[2]));
    }

    [TestMethod]
    public void Values_are_copied_and_restored_and_steps_leave_no_tensor()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using var own = new Owner([Random([3, 4], 1), Random([5], 2)]);
        using var network = new NetworkAdaptation(null!, own.Tensors, own, trains: true);
        using (var trainable = new NetworkTrainable(network, 0))
        {
            torch.Tensor input = Random([4], 9);
            var step = new TrainingStep(trainable, new Nothing(), 1);
            step.Accumulate(() => Loss(own.Tensors, input, 1), targets: 1);
            step.Apply(0.1, 0);
            input.Dispose();
        }

        float[] before = network.CopyValues();
        Assert.HasCount(17, before);
        network.Load(new float[17]);
        Assert.IsTrue(network.CopyValues().All(static value => value == 0));
        network.Load(before);
        CollectionAssert.AreEqual(before, network.CopyValues());
    }

    private static torch.Tensor Loss(IReadOnlyList<torch.Tensor> tensors, torch.Tensor input, int shift)
        => tensors[0].matmul(input + shift).pow(2).sum() + (tensors[1] * shift).sin().sum();

    private static torch.Tensor Random(long[] shape, int seed)
    {
        var random = new Random(seed);
        return TensorMemory.Create(
            shape,
            (_, values) =>
            {
                foreach (ref float value in values)
                {
                    value = (float)(random.NextDouble() - 0.5);
                }
            },
            torch.CPU);
    }

    private sealed class Owner(torch.Tensor[] tensors) : IDisposable
    {
        public torch.Tensor[] Tensors => tensors;

        public void Dispose() => Array.ForEach(tensors, static tensor => tensor.Dispose());
    }

    private sealed class Nothing : ITrainable
    {
        public int Count => 0;

        public void EndPass()
        {
        }

        public double Collect(double targets, double squares) => squares;

        public void Update(double rate, float factor)
        {
        }

        public float[] CopyValues() => [];

        public void Restore(ReadOnlySpan<float> values)
        {
        }

        public void Dispose()
        {
        }
    }
}
