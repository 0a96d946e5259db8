using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>
/// One number for each pair of texts that were read apart: a cosine whose coordinates have weights, and a bias. The weights start equal, where it is the
/// cosine itself: a model that has learnt nothing ranks pairs as the backbone's own embeddings do.
/// </summary>
internal sealed class SiameseHead : RegressionHead
{
    // Standardised labels against cosines whose mean is near one half and whose deviation is near one quarter.
    private const float Slope = 4;
    private const float Middle = 0.5f;

    /// <summary>Names of its own: a fit that goes on from an earlier one must not take the weights of features for those of a cosine.</summary>
    public override IReadOnlyList<(string Name, long[] Shape)> Tensors(int hiddenSize) =>
        [("head.cosine", [1, hiddenSize]), ("head.offset", [1])];

    public override float[] Start(int hiddenSize)
    {
        var start = new float[hiddenSize + 1];
        Array.Fill(start, Slope / MathF.Sqrt(hiddenSize), 0, hiddenSize);
        start[hiddenSize] = -Slope * Middle;
        return start;
    }

    public override torch.Tensor Outputs(torch.Tensor features, IReadOnlyList<torch.Tensor> tensors)
    {
        long width = features.shape[1];
        using torch.Tensor directions = torch.nn.functional.normalize(features, p: 2, dim: 1);
        using torch.Tensor pairs = directions.view(-1, 2, width);
        using torch.Tensor first = pairs.select(1, 0);
        using torch.Tensor second = pairs.select(1, 1);
        using torch.Tensor products = first.mul(second);
        using torch.Tensor scaled = products.Times(Math.Sqrt(width));
        return base.Outputs(scaled, tensors);
    }
}
