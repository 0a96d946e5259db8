using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Multi-head self-attention with rotary positions, in which several heads of queries may share a head of keys and values (GQA, arXiv 2305.13245). As
/// in <see cref="Attention"/>, all between the linear maps is in single precision.
/// </summary>
/// <param name="heads">The heads of the queries.</param>
/// <param name="keyHeads">The heads of the keys and values; their number divides that of the queries' heads.</param>
/// <param name="projections">The maps to queries, keys and values.</param>
/// <param name="output">The map from the heads, side by side, to the hidden states.</param>
internal sealed class GroupedAttention(AttentionHeads heads, AttentionHeads keyHeads, JointLinear projections, FrozenLinear output)
{
    private readonly int _group = heads.Count / keyHeads.Count;

    /// <summary>The number of the layer, by which a state knows its keys and values.</summary>
    public int Layer { get; init; }

    /// <summary>What normalises each head of the queries before it turns, or null.</summary>
    public INorm? QueryNorm { get; init; }

    /// <summary>What normalises each head of the keys before it turns, or null.</summary>
    public INorm? KeyNorm { get; init; }

    /// <summary>By what the scores are multiplied: one over the root of the width of a head, unless a model has another number.</summary>
    public double Scale { get; init; } = 1 / Math.Sqrt(heads.Size);

    /// <summary>The magnitude that no score exceeds, or null. A pass needs a mask then: no native attention knows it.</summary>
    public double? SoftCap { get; init; }

    /// <summary>Attention of one new token a row; null if queries, keys or scores need more than it does. Made at the first pass, when all that is set is set.</summary>
    private TokenAttention? OneToken => field ??=
        QueryNorm is null && KeyNorm is null && SoftCap is null ? new TokenAttention(heads, keyHeads, (float)Scale) : null;

    /// <summary>The output [tokens, hidden]. The caller owns it and may add to it in place.</summary>
    /// <param name="input">The input, [rows * length, hidden].</param>
    /// <param name="context">What the pass says.</param>
    /// <param name="binding">What computes the linear maps.</param>
    public torch.Tensor Forward(torch.Tensor input, AttentionContext context, AdapterBinding binding)
    {
        torch.Tensor[] projected = Array.ConvertAll(projections.Forward(input, binding), static part => part.Into(torch.ScalarType.Float32));
        if (OneToken is not null && OneToken.Takes(context, projected[0], projected[1], projected[2]))
        {
            using torch.Tensor query = projected[0];
            using torch.Tensor key = projected[1];
            using torch.Tensor value = projected[2];
            using torch.Tensor seen = OneToken.Forward(Layer, context, query, key, value).Into(input.dtype);
            return binding.Linear(output, seen);
        }

        using torch.Tensor queries = Prepare(projected[0], heads, QueryNorm, context);
        using torch.Tensor keys = Prepare(projected[1], keyHeads, KeyNorm, context);
        using torch.Tensor all = projected[2];
        using torch.Tensor values = keyHeads.Split(all, context.Rows);
        using torch.Tensor attended = Attend(queries, keys, values, context);
        using torch.Tensor joined = heads.Join(attended).Into(input.dtype);
        return binding.Linear(output, joined);
    }

    private static torch.Tensor Prepare(torch.Tensor projected, AttentionHeads heads, INorm? norm, AttentionContext context)
    {
        using (projected)
        {
            torch.Tensor split = heads.Split(projected, context.Rows);
            if (norm is null && context.Turns is null)
            {
                return split;
            }

            using (split)
            {
                using torch.Tensor? normed = norm?.Apply(split);
                return context.Turns is null ? normed!.alias() : context.Turns.Apply(normed ?? split);
            }
        }
    }

    /// <summary>[rows, heads, length, head size]. The caller owns it.</summary>
    private torch.Tensor Attend(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, AttentionContext context)
    {
        if (context.State is null)
        {
            return AttendAll(queries, keys, values, context);
        }

        (torch.Tensor allKeys, torch.Tensor allValues) = context.State.Append(Layer, keys, values);
        using (allKeys)
        using (allValues)
        {
            return AttendAll(queries, allKeys, allValues, context);
        }
    }

    private torch.Tensor AttendAll(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, AttentionContext context)
    {
        if (_group == 1)
        {
            return Score(queries, keys, values, context);
        }

        long length = queries.shape[2];
        if (length == 1)
        {
            // The queries of a group see the same keys, so they can stand where else the tokens do: nothing is copied.
            using torch.Tensor grouped = queries.reshape(context.Rows, keyHeads.Count, _group, heads.Size);
            using torch.Tensor attended = Score(grouped, keys, values, context);
            return attended.reshape(context.Rows, heads.Count, 1, heads.Size);
        }

        using torch.Tensor repeatedKeys = Repeat(keys);
        using torch.Tensor repeatedValues = Repeat(values);
        return Score(queries, repeatedKeys, repeatedValues, context);
    }

    /// <summary>Each head as often as the group has queries, since the native attention of TorchSharp knows no groups.</summary>
    private torch.Tensor Repeat(torch.Tensor tensor)
    {
        long[] shape = tensor.shape;
        using torch.Tensor one = tensor.unsqueeze(2);
        using torch.Tensor expanded = one.expand(shape[0], shape[1], _group, shape[2], shape[3]);
        return expanded.reshape(shape[0], heads.Count, shape[2], shape[3]);
    }

    private torch.Tensor Score(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, AttentionContext context)
    {
        if (SoftCap is { } cap)
        {
            return ScoreCapped(queries, keys, values, context.Mask, cap);
        }

        // The native attention multiplies by one over the root of the width.
        double factor = Scale * Math.Sqrt(heads.Size);
        using torch.Tensor? scaled = Math.Abs(factor - 1) < 1e-12 ? null : queries.Times(factor);
        return torch.nn.functional.scaled_dot_product_attention(scaled ?? queries, keys, values, context.Mask, is_casual: context.IsCausal);
    }

    private torch.Tensor ScoreCapped(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, torch.Tensor? mask, double cap)
    {
        using torch.Tensor columns = keys.transpose(2, 3);
        using torch.Tensor scaled = queries.Times(Scale / cap);
        using torch.Tensor scores = scaled.matmul(columns);
        using torch.Tensor squeezed = scores.tanh();
        using torch.Tensor capped = squeezed.Times(cap);
        if (mask is not null)
        {
            capped.AddInPlace(mask);
        }

        using torch.Tensor shares = capped.softmax(-1);
        return shares.matmul(values);
    }
}
