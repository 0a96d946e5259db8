using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>One linear layer with bias from features to a number of outputs. It starts at zero, so the first prediction is uniform.</summary>
internal abstract class LinearHead(int outputs) : IHead
{
    public const string WeightName = "head.weight";
    public const string BiasName = "head.bias";

    public abstract string Description { get; }

    public int OutputWidth => outputs;

    public IReadOnlyList<(string Name, long[] Shape)> Tensors(int hiddenSize) => [(WeightName, [outputs, hiddenSize]), (BiasName, [outputs])];

    public torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> tensors)
        => torch.nn.functional.linear(features, tensors[0], tensors[1]);

    public abstract torch.Tensor Decode(torch.Tensor outputs);
}
