using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// A pass whose layers compute in fewer bits than single precision. Embeddings come in single precision, and so does what the network makes of the last
/// layer's states.
/// </summary>
/// <param name="pass">The pass, of which no layer has run; taken over.</param>
/// <param name="type">In what the layers compute.</param>
internal sealed class NarrowPass(LayeredPass pass, torch.ScalarType type) : LayeredPass
{
    public override int Layers => pass.Layers;

    public override int First => pass.First;

    public override void LeaveOutPadding() => pass.LeaveOutPadding();

    public override torch.Tensor Embed() => pass.Embed().Into(type);

    public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding) => pass.Run(layer, hidden, binding);

    public override torch.Tensor Finish(torch.Tensor hidden) => pass.Finish(hidden).Into(torch.ScalarType.Float32);

    public override void Dispose() => pass.Dispose();
}
