using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The attention mask of an encoder.</summary>
internal static class PaddingMask
{
    /// <summary>0 at real tokens and minus infinity at padding, [rows, 1, 1, length]; null if nothing is padding, which is the fastest attention.</summary>
    public static torch.Tensor? Create(TokenBatch batch, torch.Device device)
    {
        if (!batch.HasPadding)
        {
            return null;
        }

        return TensorMemory.FromSingles(Values(batch), [batch.Rows, 1, 1, batch.Length], device);
    }

    /// <summary>0 at real tokens and minus infinity at padding, row after row.</summary>
    public static float[] Values(TokenBatch batch)
    {
        ReadOnlySpan<int> mask = batch.AttentionMask.Span;
        var added = new float[mask.Length];
        for (int i = 0; i < added.Length; i++)
        {
            added[i] = mask[i] == 0 ? float.NegativeInfinity : 0;
        }

        return added;
    }
}
