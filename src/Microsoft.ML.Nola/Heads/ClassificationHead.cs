using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>One linear layer with bias from features to class scores. It starts at zero, so the first prediction is uniform.</summary>
internal static class ClassificationHead
{
    public const string WeightName = "head.weight";
    public const string BiasName = "head.bias";

    /// <summary>The shapes of weight [classes, hidden] and bias [classes].</summary>
    public static IReadOnlyList<long[]> Shapes(int classes, int hidden) => [[classes, hidden], [classes]];

    /// <summary>The logits [rows, classes] of features [rows, hidden].</summary>
    public static torch.Tensor Logits(torch.Tensor features, IReadOnlyList<torch.Tensor> head)
        => torch.nn.functional.linear(features, head[0], head[1]);
}
