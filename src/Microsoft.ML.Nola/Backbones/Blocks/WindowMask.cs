using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The mask of attention that sees only near tokens, or only earlier ones.</summary>
internal static class WindowMask
{
    /// <summary>
    /// 0 at the real tokens of a query's window and minus infinity elsewhere, [rows or 1, 1, length, length]. A query that is padding sees itself at least:
    /// a softmax over nothing is no number, and would spread to the real tokens in the next layer.
    /// </summary>
    /// <param name="batch">The rows.</param>
    /// <param name="before">How many earlier tokens a query sees.</param>
    /// <param name="after">How many later ones; 0 if attention is causal.</param>
    /// <param name="device">Where the mask is used.</param>
    /// <exception cref="NolaCompatibilityException">The mask has more numbers than a span.</exception>
    public static torch.Tensor Create(TokenBatch batch, int before, int after, torch.Device device) => TensorMemory.Create(
        [batch.HasPadding ? batch.Rows : 1, 1, batch.Length, batch.Length], mask => Fill(mask, batch, before, after), device);

    private static void Fill(Span<float> mask, TokenBatch batch, int before, int after)
    {
        int length = batch.Length;
        float[] padding = PaddingMask.Values(batch);
        mask.Fill(float.NegativeInfinity);
        for (int token = 0; token < mask.Length / length; token++)
        {
            int query = token % length;
            int first = Math.Max(0, query - before);
            int count = Math.Min(length - 1, query + after) - first + 1;
            Span<float> keys = mask.Slice(token * length, length);
            padding.AsSpan(token - query + first, count).CopyTo(keys[first..]);
            keys[query] = 0;
        }
    }
}
