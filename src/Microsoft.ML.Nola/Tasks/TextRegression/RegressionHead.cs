using Microsoft.ML.Nola.Heads;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>One number for each row, linear in its feature vector.</summary>
internal class RegressionHead() : LinearHead(1)
{
    public override string Description => "one number";

    /// <summary>The values that the head's tensors start from, for labels of mean 0 and deviation 1; null for zeros.</summary>
    public virtual float[]? Start(int hiddenSize) => null;

    public override torch.Tensor Decode(torch.Tensor outputs) => outputs.alias();
}
