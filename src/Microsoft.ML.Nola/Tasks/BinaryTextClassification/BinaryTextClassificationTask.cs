using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.BinaryTextClassification;

/// <summary>True or false for each row. Binary cross entropy of the logit, accuracy.</summary>
internal sealed class BinaryTextClassificationTask : ITask<bool>
{
    public IHead Head { get; } = new BinaryHead();

    public long CountTargets(bool[] targets) => targets.Length;

    public torch.Tensor Loss(torch.Tensor outputs, bool[] targets)
    {
        using torch.Tensor expected = Expected(outputs, targets);
        return torch.nn.functional.binary_cross_entropy_with_logits(outputs, expected, reduction: torch.nn.Reduction.Sum);
    }

    public IMetric<bool> CreateMetric() => new Accuracy<bool>(static (outputs, targets) => outputs.gt(0).eq(Expected(outputs, targets).gt(0.5)));

    private static torch.Tensor Expected(torch.Tensor outputs, bool[] targets)
        => TensorMemory.FromSingles(Array.ConvertAll(targets, static target => target ? 1f : 0f), [targets.Length, 1], outputs.device);
}
