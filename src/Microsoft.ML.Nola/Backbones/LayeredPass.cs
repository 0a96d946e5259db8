using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// A forward pass that its caller runs layer by layer. So a backward pass can compute each layer again when its turn comes, and keep nothing but the states
/// between layers. It owns what all layers share, such as the mask.
/// </summary>
internal abstract class LayeredPass : IDisposable
{
    /// <summary>The number of layers.</summary>
    public abstract int Layers { get; }

    /// <summary>The first layer that runs; above 0 if the input has gone through those before it.</summary>
    public virtual int First => 0;

    /// <summary>
    /// Lets states leave out padding from now on: they are [tokens, hidden] where they were [rows * length, hidden]. For a caller that has not begun, looks at no states
    /// between layers, and wants no gradients, for which moving tokens costs more. A pass that cannot do so stays as it is.
    /// </summary>
    public virtual void LeaveOutPadding()
    {
    }

    /// <summary>The states that go into the first layer that runs, [rows * length, hidden]. The caller owns them.</summary>
    public abstract torch.Tensor Embed();

    /// <summary>The states that come out of a layer, [rows * length, hidden]. The caller owns them. Running a layer again gives the same.</summary>
    public abstract torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding);

    /// <summary>What the network makes of the last layer's states: [rows, length, hidden]. The caller owns it.</summary>
    public abstract torch.Tensor Finish(torch.Tensor hidden);

    public abstract void Dispose();
}
