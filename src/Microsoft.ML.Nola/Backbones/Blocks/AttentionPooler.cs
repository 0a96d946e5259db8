using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// A learned query that attends to all tokens of a row, and a feed-forward block after it (the head of SigLIP, arXiv 2303.15343). No adapter updates it: the hidden
/// states do not depend on it.
/// </summary>
/// <param name="heads">The heads.</param>
/// <param name="probe">What the query is made of, [..., hidden].</param>
/// <param name="weight">The maps to query, keys and values one below the other, [3 * hidden, hidden].</param>
/// <param name="bias">Their biases, [3 * hidden].</param>
/// <param name="output">The map from the heads, side by side, to the hidden states.</param>
/// <param name="norm">What normalises before the feed-forward block.</param>
/// <param name="feedForward">The feed-forward block, which is added.</param>
internal sealed class AttentionPooler(
    AttentionHeads heads,
    torch.Tensor probe,
    torch.Tensor weight,
    torch.Tensor bias,
    FrozenLinear output,
    INorm norm,
    IFeedForward feedForward) : IPooler
{
    /// <inheritdoc/>
    public torch.Tensor Apply(torch.Tensor hidden, ModelInput input)
    {
        int rows = (int)hidden.shape[0];
        using torch.Tensor tokens = hidden.reshape(-1, heads.Width);
        using torch.Tensor one = probe.view(1, heads.Width);
        using torch.Tensor single = Project(one, 0);
        using torch.Tensor query = single.expand(rows, -1);
        using torch.Tensor key = Project(tokens, 1);
        using torch.Tensor value = Project(tokens, 2);
        using torch.Tensor queries = heads.Split(query, rows);
        using torch.Tensor keys = heads.Split(key, rows);
        using torch.Tensor values = heads.Split(value, rows);
        using torch.Tensor attended = torch.nn.functional.scaled_dot_product_attention(queries, keys, values);
        using torch.Tensor joined = heads.Join(attended);
        using torch.Tensor context = output.Apply(joined);
        using torch.Tensor normed = norm.Apply(context);
        using torch.Tensor added = feedForward.Forward(normed, AdapterBinding.None);
        return context.Plus(added);
    }

    /// <summary>One of the three maps.</summary>
    private torch.Tensor Project(torch.Tensor tokens, int part)
    {
        using torch.Tensor map = weight.narrow(0, part * heads.Width, heads.Width);
        using torch.Tensor shift = bias.narrow(0, part * heads.Width, heads.Width);
        return torch.nn.functional.linear(tokens, map, shift);
    }
}
