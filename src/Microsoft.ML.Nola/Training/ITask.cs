using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>What a task adds to training: a head, a loss, a metric. Training itself knows no type of label.</summary>
/// <typeparam name="TTarget">What is to be learnt of a row.</typeparam>
internal interface ITask<TTarget>
{
    IHead Head { get; }

    /// <summary>How many targets the loss of these rows is summed over.</summary>
    long CountTargets(TTarget[] targets);

    /// <summary>The loss of the head's outputs, summed over the targets.</summary>
    torch.Tensor Loss(torch.Tensor outputs, TTarget[] targets);

    /// <summary>A metric that has seen no row.</summary>
    IMetric<TTarget> CreateMetric();
}
