using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Multi-head self-attention that knows positions by turning queries and keys.</summary>
/// <param name="heads">The heads.</param>
/// <param name="projections">The maps to queries, keys and values.</param>
/// <param name="output">The map from the heads, side by side, to the hidden states.</param>
internal sealed class RotaryAttention(AttentionHeads heads, JointLinear projections, FrozenLinear output)
{
    /// <summary>The output [tokens, hidden]. The caller owns it and may add to it in place.</summary>
    /// <param name="input">The input, [rows * length, hidden].</param>
    /// <param name="turns">The turns at the positions of a row.</param>
    /// <param name="mask">What is added to the attention scores, or null if every token sees every other.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="binding">What computes the linear maps.</param>
    public torch.Tensor Forward(torch.Tensor input, RotaryTurns turns, torch.Tensor? mask, int rows, AdapterBinding binding)
    {
        torch.Tensor[] projected = projections.Forward(input, binding);
        using torch.Tensor queries = Turn(projected[0], turns, rows);
        using torch.Tensor keys = Turn(projected[1], turns, rows);
        using torch.Tensor all = projected[2];
        using torch.Tensor values = heads.Split(all, rows);
        using torch.Tensor attended = torch.nn.functional.scaled_dot_product_attention(queries, keys, values, mask);
        using torch.Tensor context = heads.Join(attended);
        return binding.Linear(output, context);
    }

    private torch.Tensor Turn(torch.Tensor projected, RotaryTurns turns, int rows)
    {
        using (projected)
        {
            using torch.Tensor split = heads.Split(projected, rows);
            return turns.Apply(split);
        }
    }
}
