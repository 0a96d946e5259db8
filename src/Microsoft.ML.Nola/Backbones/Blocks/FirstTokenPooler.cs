using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Takes the first token of each row.</summary>
/// <param name="norm">What normalises it, or null.</param>
internal sealed class FirstTokenPooler(INorm? norm = null) : IPooler
{
    /// <inheritdoc/>
    public torch.Tensor Apply(torch.Tensor hidden, ModelInput input)
    {
        torch.Tensor first = hidden.select(1, 0);
        if (norm is null)
        {
            return first;
        }

        using (first)
        {
            return norm.Apply(first);
        }
    }
}
