using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The mean over the real tokens of each row.</summary>
internal static class TokenMean
{
    /// <summary>The means [rows, hidden] of [rows, length, hidden]. The caller owns them.</summary>
    public static torch.Tensor Of(torch.Tensor hidden, TokenBatch batch)
    {
        if (!batch.HasPadding)
        {
            return hidden.mean([1]);
        }

        ReadOnlySpan<int> mask = batch.AttentionMask.Span;
        var weights = new float[mask.Length];
        for (int start = 0; start < mask.Length; start += batch.Length)
        {
            ReadOnlySpan<int> row = mask.Slice(start, batch.Length);
            float share = 1f / row.Count(1);
            for (int i = 0; i < row.Length; i++)
            {
                weights[start + i] = row[i] * share;
            }
        }

        using torch.Tensor rows = TensorMemory.FromSingles(weights, [batch.Rows, 1, batch.Length], hidden.device);
        using torch.Tensor means = rows.bmm(hidden);
        return means.squeeze(1);
    }
}
