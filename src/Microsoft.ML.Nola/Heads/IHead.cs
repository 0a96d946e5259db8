using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>The last layer of a task, which is all that a fitted model needs to know of it.</summary>
internal interface IHead
{
    /// <summary>What the head predicts, for messages, such as "3 classes".</summary>
    string Description { get; }

    /// <summary>The word by which PEFT knows what a model with such a head is for; null for that of a classifier, or of no head.</summary>
    string? TaskType => null;

    /// <summary>How many numbers an output has.</summary>
    int OutputWidth { get; }

    /// <summary>The names and shapes of the head's tensors for features of a width.</summary>
    IReadOnlyList<(string Name, long[] Shape)> Tensors(int hiddenSize);

    /// <summary>The outputs that a loss is computed from, for the readout's features.</summary>
    /// <param name="features">The feature vectors, [features, hidden], row after row. A row has one, or as many as its layout gives it.</param>
    /// <param name="tensors">The head's tensors.</param>
    torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> tensors);

    /// <summary>The scores [outputs, <see cref="OutputWidth"/>] that users see, computed from outputs.</summary>
    torch.Tensor Decode(torch.Tensor outputs);
}
