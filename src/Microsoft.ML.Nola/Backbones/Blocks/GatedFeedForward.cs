using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A wide layer whose activated half scales the other half (GLU, arXiv 2002.05202), and a map back.</summary>
/// <param name="wide">The maps to the half that is activated, and to the half that is scaled.</param>
/// <param name="activation">The activation.</param>
/// <param name="output">The map back to the hidden states.</param>
internal sealed class GatedFeedForward(JointLinear wide, Activation activation, FrozenLinear output) : IFeedForward
{
    /// <inheritdoc/>
    public torch.Tensor Forward(torch.Tensor input, AdapterBinding binding)
    {
        torch.Tensor[] halves = wide.Forward(input, binding);
        using torch.Tensor activated = halves[0];
        using torch.Tensor scaled = halves[1];
        if (activation == Activation.Silu && HostRows.Take(activated) && scaled.is_contiguous() && RowKernels.Takes(activated.shape[^1]))
        {
            using torch.Tensor gated = torch.empty_like(activated);
            RowKernels.SwiGlu(TensorMemory.Singles(activated), TensorMemory.Singles(scaled), TensorMemory.Singles(gated));
            return binding.Linear(output, gated);
        }

        using torch.Tensor active = activation.Apply(activated);
        using torch.Tensor product = active * scaled;
        return binding.Linear(output, product);
    }
}
