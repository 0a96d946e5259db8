using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>Sums losses of rows, each times its weight.</summary>
internal static class WeightedLoss
{
    /// <summary>The sum.</summary>
    /// <param name="weights">The weight of each row; null if all count the same.</param>
    /// <param name="loss">The loss with a reduction: summed by torch, or none, [rows, ...].</param>
    public static torch.Tensor Sum(float[]? weights, Func<torch.nn.Reduction, torch.Tensor> loss)
    {
        if (weights is null)
        {
            return loss(torch.nn.Reduction.Sum);
        }

        using torch.Tensor losses = loss(torch.nn.Reduction.None);
        using torch.Tensor byRow = losses.reshape(weights.Length, -1);
        using torch.Tensor factors = TensorMemory.FromSingles(weights, [weights.Length, 1], losses.device);
        using torch.Tensor weighted = byRow.mul(factors);
        return weighted.sum();
    }
}
