using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>Turns hidden states into one feature vector a row.</summary>
internal static class Pooling
{
    /// <summary>The features [rows, hidden] of a last hidden state [rows, length, hidden].</summary>
    public static torch.Tensor Apply(PoolingMode mode, Backbone backbone, TokenBatch batch, torch.Tensor hidden) => mode switch
    {
        PoolingMode.Pooler => backbone.Pool(hidden),
        PoolingMode.Cls => hidden.select(1, 0),
        _ => Mean(batch, hidden),
    };

    private static torch.Tensor Mean(TokenBatch batch, torch.Tensor hidden)
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
