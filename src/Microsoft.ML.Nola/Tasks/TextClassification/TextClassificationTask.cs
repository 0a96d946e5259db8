using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextClassification;

/// <summary>One of several classes for each row; a target is a class, from 0. Cross entropy, accuracy.</summary>
internal sealed class TextClassificationTask(int classes) : ITask<int>
{
    public IHead Head { get; } = new ClassificationHead(classes);

    public double CountTargets(TargetBatch<int> targets) => targets.TotalWeight;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<int> targets)
    {
        using torch.Tensor expected = Expected(outputs, targets.Values);
        return WeightedLoss.Sum(targets.Weights, reduction => torch.nn.functional.cross_entropy(outputs, expected, reduction: reduction));
    }

    public IMetric<int> CreateMetric() => new Accuracy<int>(static (outputs, targets) => outputs.argmax(1).eq(Expected(outputs, targets)));

    private static torch.Tensor Expected(torch.Tensor outputs, int[] targets)
        => TensorMemory.FromLongs(Array.ConvertAll(targets, static target => (long)target), outputs.device);
}
