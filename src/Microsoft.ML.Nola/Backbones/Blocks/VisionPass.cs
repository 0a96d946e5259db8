using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A pass of an encoder of images. Nothing is padded, so attention needs no mask.</summary>
/// <param name="network">The network.</param>
/// <param name="input">Images, or states behind some of the layers, which the network takes.</param>
/// <param name="device">Where its tensors lie.</param>
internal sealed class VisionPass(VisionEncoder network, ModelInput input, torch.Device device) : LayeredPass
{
    private readonly AttentionContext _context = new(input.Rows, null, null);

    public override int Layers => network.Layers.Count;

    public override int First => (input as HiddenBatch)?.Layer ?? 0;

    public override torch.Tensor Embed() => input is HiddenBatch states
        ? TensorMemory.FromSingles(states.States.Span, [(long)states.Rows * states.Length, network.HiddenSize], device)
        : network.Embedding.Forward((PixelBatch)input);

    public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding) => network.Layers[layer].Forward(hidden, _context, binding);

    public override torch.Tensor Finish(torch.Tensor hidden)
    {
        using torch.Tensor? normed = network.FinalNorm?.Apply(hidden);
        return (normed ?? hidden).view(input.Rows, -1, network.HiddenSize);
    }

    public override void Dispose()
    {
    }
}
