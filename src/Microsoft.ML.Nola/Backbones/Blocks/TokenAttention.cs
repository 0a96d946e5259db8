using System.Buffers;
using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Attention of one new token a row over the tokens that a state keeps, in managed code: the two dozen calls of libtorch that it replaces take longer than
/// reading the keys and values does.
/// </summary>
/// <param name="heads">The heads of the queries.</param>
/// <param name="keyHeads">The heads of the keys and values.</param>
/// <param name="scale">By what the scores are multiplied.</param>
internal sealed class TokenAttention(AttentionHeads heads, AttentionHeads keyHeads, float scale)
{
    /// <summary>Whether a pass can be computed so.</summary>
    public bool Takes(AttentionContext context, torch.Tensor queries, torch.Tensor keys, torch.Tensor values) =>
        context.State is not null && context.Turns is not null && !context.Slides && queries.shape[0] == context.Rows && RowKernels.Takes(heads.Size)
        && HostRows.Take(queries) && keys.is_contiguous() && values.is_contiguous();

    /// <summary>The heads' outputs, [rows, heads * size]; queries and keys are turned where they lie. The caller owns it.</summary>
    public torch.Tensor Forward(int layer, AttentionContext context, torch.Tensor queries, torch.Tensor keys, torch.Tensor values)
    {
        ForwardState state = context.State!;
        Span<float> q = TensorMemory.Singles(queries);
        Span<float> k = TensorMemory.Singles(keys);
        context.Turns!.ApplyToTokens(q, heads.Width);
        context.Turns.ApplyToTokens(k, keyHeads.Width);
        (torch.Tensor allKeys, torch.Tensor allValues) = state.AppendToken(layer, keyHeads.Count, keyHeads.Size, k, TensorMemory.Singles(values), queries.device);
        torch.Tensor output = torch.empty_like(queries);
        Span<float> to = TensorMemory.Singles(output);
        ReadOnlySpan<float> keyCache = TensorMemory.Singles(allKeys);
        ReadOnlySpan<float> valueCache = TensorMemory.Singles(allValues);
        int room = keyCache.Length / context.Rows;
        int capacity = room / keyHeads.Width;
        float[] shares = ArrayPool<float>.Shared.Rent(state.Length);
        for (int row = 0; row < context.Rows; row++)
        {
            RowKernels.Attend(
                q.Slice(row * heads.Width, heads.Width),
                keyCache.Slice(row * room, room),
                valueCache.Slice(row * room, room),
                state.Mask.Slice(row * state.Length, state.Length),
                heads.Size,
                capacity,
                scale,
                shares,
                to.Slice(row * heads.Width, heads.Width));
        }

        ArrayPool<float>.Shared.Return(shares);
        return output;
    }
}
