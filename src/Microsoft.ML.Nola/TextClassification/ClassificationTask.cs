using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Single-label classification: a linear head, cross entropy, accuracy.</summary>
internal sealed class ClassificationTask(int classCount) : ITask
{
    public IReadOnlyList<(string Name, long[] Shape)> HeadShapes(int hiddenSize)
    {
        IReadOnlyList<long[]> shapes = ClassificationHead.Shapes(classCount, hiddenSize);
        return [(ClassificationHead.WeightName, shapes[0]), (ClassificationHead.BiasName, shapes[1])];
    }

    public torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> head) => ClassificationHead.Logits(features, head);

    public long CountTargets(ITargets targets, ReadOnlySpan<int> rows) => rows.Length;

    public torch.Tensor Loss(torch.Tensor outputs, ITargets targets, ReadOnlySpan<int> rows)
    {
        using torch.Tensor expected = Expected(outputs, targets, rows);
        return torch.nn.functional.cross_entropy(outputs, expected, reduction: torch.nn.Reduction.Sum);
    }

    public double Metric(torch.Tensor outputs, ITargets targets, ReadOnlySpan<int> rows)
    {
        using torch.Tensor expected = Expected(outputs, targets, rows);
        using torch.Tensor predicted = outputs.argmax(1);
        using torch.Tensor equal = predicted.eq(expected);
        using torch.Tensor count = equal.sum();
        return count.item<long>();
    }

    private static torch.Tensor Expected(torch.Tensor outputs, ITargets targets, ReadOnlySpan<int> rows)
        => TensorMemory.FromLongs(((ClassTargets)targets).Of(rows), outputs.device);
}
