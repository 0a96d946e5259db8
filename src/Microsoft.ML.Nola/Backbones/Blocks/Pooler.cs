using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// A dense layer with an activation on the first token: the pooler of a pretrained model, or what a checkpoint that was fitted for classification has between
/// hidden states and last layer. No adapter updates it: the hidden states do not depend on it.
/// </summary>
/// <param name="dense">The dense layer.</param>
/// <param name="activation">What follows it.</param>
/// <param name="norm">What normalises in the end, or null.</param>
/// <param name="takesMean">Whether the mean over the real tokens goes in, and not the first token.</param>
internal sealed class Pooler(FrozenLinear dense, Activation activation = Activation.Tanh, INorm? norm = null, bool takesMean = false) : IPooler
{
    /// <summary>Reads the first of some layers that the checkpoint has; null if it has none.</summary>
    public static Pooler? Find(ModuleReader reader, int hiddenSize, params ReadOnlySpan<PoolerPath> paths)
    {
        foreach (PoolerPath pooler in paths)
        {
            if (reader.Has(pooler.Path + ".weight"))
            {
                return new Pooler(reader.LinearInSingles(pooler.Path, hiddenSize, hiddenSize), pooler.Activation);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public torch.Tensor Apply(torch.Tensor hidden, ModelInput input)
    {
        using torch.Tensor vectors = takesMean ? TokenMean.Of(hidden, (TokenBatch)input) : hidden.select(1, 0);
        using torch.Tensor projected = dense.Apply(vectors);
        torch.Tensor active = activation.Apply(projected);
        if (norm is null)
        {
            return active;
        }

        using (active)
        {
            return norm.Apply(active);
        }
    }
}
