using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A pass of an encoder of images. Nothing is padded, so attention needs no mask.</summary>
/// <param name="network">The network.</param>
/// <param name="input">Images that the network takes, or states behind some of its layers, which need no embedding.</param>
internal sealed class VisionPass(VisionEncoder network, ModelInput input) : LayeredPass
{
    private readonly AttentionContext _context = new(input.Rows, null, null);

    public override int Layers => network.Layers.Count;

    public override torch.Tensor Embed() => network.Embedding.Forward((PixelBatch)input);

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
