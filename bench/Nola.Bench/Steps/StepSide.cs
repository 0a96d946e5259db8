using System.Diagnostics;
using TorchSharp;

namespace Nola.Bench.Steps;

/// <summary>A way to make a step of training over MiniLM.</summary>
/// <param name="name">Its name.</param>
internal abstract class StepSide(string name) : IDisposable
{
    /// <summary>The parts of a step.</summary>
    public static readonly string[] Parts = ["forward", "backward", "update"];

    public string Name { get; } = name;

    /// <summary>How many numbers train, without the head.</summary>
    public abstract long Numbers { get; }

    /// <summary>Makes a step over micro-batches and returns the milliseconds of its parts.</summary>
    public double[] Step(StepBatch batch, int microBatches)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var times = new double[Parts.Length];
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < microBatches; i++)
        {
            Accumulate(batch, () => Lap(0));
            Lap(1);
        }

        Update();
        Lap(2);
        return times;

        void Lap(int part)
        {
            times[part] += clock.Elapsed.TotalMilliseconds;
            clock.Restart();
        }
    }

    public abstract void Dispose();

    /// <summary>Adds the gradients of a micro-batch.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="endForward">Called between the forward pass and the backward pass.</param>
    protected abstract void Accumulate(StepBatch batch, Action endForward);

    /// <summary>Changes what trains.</summary>
    protected abstract void Update();
}
