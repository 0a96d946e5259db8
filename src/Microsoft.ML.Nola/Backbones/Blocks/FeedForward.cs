using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Two linear maps with an activation between them.</summary>
/// <param name="into">The map to the wide layer.</param>
/// <param name="activation">The activation of the wide layer.</param>
/// <param name="output">The map back to the hidden states.</param>
internal sealed class FeedForward(FrozenLinear into, Activation activation, FrozenLinear output) : IFeedForward
{
    /// <inheritdoc/>
    public torch.Tensor Forward(torch.Tensor input, AdapterBinding binding)
    {
        using torch.Tensor active = binding.Linear(into, input, activation);
        return binding.Linear(output, active);
    }
}
