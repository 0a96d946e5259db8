using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>What a task adds to training: a head, a loss, a metric. Training itself knows no label type.</summary>
internal interface ITask
{
    /// <summary>The names and shapes of the head's tensors for features of a width.</summary>
    IReadOnlyList<(string Name, long[] Shape)> HeadShapes(int hiddenSize);

    /// <summary>The head's outputs for features [rows, hidden].</summary>
    torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> head);

    /// <summary>How many targets rows have.</summary>
    long CountTargets(ITargets targets, ReadOnlySpan<int> rows);

    /// <summary>The loss of outputs, summed over the targets of rows.</summary>
    torch.Tensor Loss(torch.Tensor outputs, ITargets targets, ReadOnlySpan<int> rows);

    /// <summary>The metric of outputs, summed over the targets of rows.</summary>
    double Metric(torch.Tensor outputs, ITargets targets, ReadOnlySpan<int> rows);
}
