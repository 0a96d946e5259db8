using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Multi-head self-attention. Scores and what they weigh are in single precision: torch's attention of 16 bits takes twice as long backward, and no less
/// forward.
/// </summary>
/// <param name="heads">The number of heads.</param>
/// <param name="headSize">The width of a head.</param>
/// <param name="query">The map to the queries, [heads * head size].</param>
/// <param name="key">The map to the keys, as wide.</param>
/// <param name="value">The map to the values, as wide.</param>
/// <param name="output">The map from the heads, side by side, to the hidden states.</param>
internal sealed class Attention(int heads, int headSize, FrozenLinear query, FrozenLinear key, FrozenLinear value, FrozenLinear output)
{
    /// <summary>The output [tokens, hidden]. The caller owns it and may add to it in place.</summary>
    /// <param name="input">The input, [rows * length, hidden], or without padding [tokens, hidden].</param>
    /// <param name="mask">What is added to the attention scores, [rows, 1, 1, length] or [1 or rows, heads, length, length], or null if nothing is.</param>
    /// <param name="packing">Where the tokens are in their rows; null if the input has padding.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="binding">What computes the linear maps.</param>
    public torch.Tensor Forward(torch.Tensor input, torch.Tensor? mask, TokenPacking? packing, int rows, AdapterBinding binding)
    {
        using torch.Tensor queries = Split(binding.Linear(query, input).Into(torch.ScalarType.Float32), packing, rows);
        using torch.Tensor keys = Split(binding.Linear(key, input).Into(torch.ScalarType.Float32), packing, rows);
        using torch.Tensor values = Split(binding.Linear(value, input).Into(torch.ScalarType.Float32), packing, rows);
        using torch.Tensor attended = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, mask);
        using torch.Tensor byToken = attended.transpose(1, 2);
        using torch.Tensor context = Join(byToken, packing).Into(input.dtype);
        return binding.Linear(output, context);
    }

    /// <summary>[rows * length, heads * head size], or without padding, to [rows, heads, length, head size].</summary>
    private torch.Tensor Split(torch.Tensor projected, TokenPacking? packing, int rows)
    {
        using (projected)
        {
            if (packing is null)
            {
                return SplitRows(projected, rows);
            }

            using torch.Tensor all = packing.Pad(projected);
            return SplitRows(all, rows);
        }
    }

    private torch.Tensor SplitRows(torch.Tensor all, int rows)
    {
        using torch.Tensor byHead = all.view(rows, all.shape[0] / rows, heads, headSize);
        return byHead.transpose(1, 2);
    }

    /// <summary>[rows, length, heads, head size] to [rows * length, heads * head size], or without padding.</summary>
    private torch.Tensor Join(torch.Tensor byToken, TokenPacking? packing)
    {
        torch.Tensor all = byToken.reshape(-1, heads * headSize);
        if (packing is null)
        {
            return all;
        }

        using (all)
        {
            return packing.Pack(all);
        }
    }
}
