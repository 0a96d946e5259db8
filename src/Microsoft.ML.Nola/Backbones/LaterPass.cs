using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>The upper part of a pass, from states on that are known.</summary>
internal sealed class LaterPass : LayeredPass
{
    private readonly LayeredPass _pass;
    private readonly HiddenBatch _states;
    private readonly int _width;
    private readonly torch.Device _device;

    /// <summary>Makes it of a whole pass.</summary>
    /// <param name="pass">The pass, of which no layer has run; taken over.</param>
    /// <param name="states">The states.</param>
    /// <param name="width">The width of the network's hidden states.</param>
    /// <param name="device">Where its tensors lie.</param>
    /// <exception cref="ArgumentException">The states are not those of such a network.</exception>
    public LaterPass(LayeredPass pass, HiddenBatch states, int width, torch.Device device)
    {
        (_pass, _states, _width, _device) = (pass, states, width, device);
        if (states.Layer > pass.Layers || states.States.Length != (long)states.Rows * states.Length * width)
        {
            pass.Dispose();
            throw new ArgumentException($"The states are not those of a backbone of {pass.Layers} layers of width {width}.", nameof(states));
        }
    }

    public override int Layers => _pass.Layers;

    public override int First => _states.Layer;

    public override torch.Tensor Embed() =>
        TensorMemory.FromSingles(_states.States.Span, [(long)_states.Rows * _states.Length, _width], _device);

    public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding) => _pass.Run(layer, hidden, binding);

    public override torch.Tensor Finish(torch.Tensor hidden) => _pass.Finish(hidden);

    public override void Dispose() => _pass.Dispose();
}
