using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A normalisation of hidden states.</summary>
internal interface INorm
{
    /// <summary>The normalised states, in a tensor of their own. The caller owns it.</summary>
    torch.Tensor Apply(torch.Tensor input);
}
