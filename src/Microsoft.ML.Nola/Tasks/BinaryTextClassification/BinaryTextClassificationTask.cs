using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.BinaryTextClassification;

/// <summary>True or false for each row. Binary cross entropy of the logit, accuracy.</summary>
internal sealed class BinaryTextClassificationTask : ITask<bool>
{
    public IHead Head { get; } = new BinaryHead();

    public double CountTargets(TargetBatch<bool> targets) => targets.TotalWeight;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<bool> targets)
    {
        using torch.Tensor expected = Expected(outputs, targets.Values);
        return WeightedLoss.Sum(
            targets.Weights, reduction => torch.nn.functional.binary_cross_entropy_with_logits(outputs, expected, reduction: reduction));
    }

    public IMetric<bool> CreateMetric() => new Accuracy<bool>(static (outputs, targets) => outputs.gt(0).eq(Expected(outputs, targets).gt(0.5)));

    private static torch.Tensor Expected(torch.Tensor outputs, bool[] targets)
        => TensorMemory.FromSingles(Array.ConvertAll(targets, static target => target ? 1f : 0f), [targets.Length, 1], outputs.device);
}
