using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>One feature vector for each row, [rows, hidden].</summary>
internal sealed class PooledReadout(PoolingMode mode) : Readout
{
    public override string Name => mode.ToString().ToLowerInvariant();

    public override void Check(BackboneLease lease)
    {
        if (mode == PoolingMode.Pooler && !lease.Backbone.HasPooler)
        {
            throw new NolaCompatibilityException($"Pooling is Pooler, but the backbone in '{lease.Folder}' has none; choose Mean or Cls.");
        }
    }

    public override torch.Tensor Apply(Backbone backbone, ModelOutput output) => mode switch
    {
        PoolingMode.Pooler => backbone.Pool(output.Hidden),
        PoolingMode.Cls => output.Hidden.select(1, 0),
        _ => Mean((TokenBatch)output.Input, output.Hidden),
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
