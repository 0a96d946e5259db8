using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A dense layer with tanh on the first token. No adapter updates it: the hidden states do not depend on it.</summary>
internal sealed class Pooler(FrozenLinear dense)
{
    /// <summary>The pooled vectors [rows, hidden] of a last hidden state [rows, length, hidden]. The caller owns them.</summary>
    public torch.Tensor Apply(torch.Tensor hidden)
    {
        using torch.Tensor first = hidden.select(1, 0);
        using torch.Tensor projected = dense.Apply(first);
        return projected.tanh();
    }
}
