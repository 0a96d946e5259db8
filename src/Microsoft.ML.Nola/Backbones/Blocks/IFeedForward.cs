using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The part of a layer that sees each token by itself.</summary>
internal interface IFeedForward
{
    /// <summary>The output [tokens, hidden] for the input [tokens, hidden]. The caller owns it and may add to it in place.</summary>
    torch.Tensor Forward(torch.Tensor input, AdapterBinding binding);
}
