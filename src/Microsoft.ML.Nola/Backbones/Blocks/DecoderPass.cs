using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A pass of a decoder. Turns and masks are made once for all layers.</summary>
internal sealed class DecoderPass : LayeredPass
{
    private readonly DecoderNetwork _network;
    private readonly TokenBatch _batch;
    private readonly CausalTokens _tokens;
    private readonly AttentionContext _all;
    private readonly AttentionContext _window;
    private readonly IDisposable? _gradMode;

    /// <summary>Begins a pass.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">The tokens, which the network knows.</param>
    /// <param name="state">What earlier passes left; it takes what this one adds. Null if nothing is kept.</param>
    public DecoderPass(DecoderNetwork network, TokenBatch batch, ForwardState? state)
    {
        _network = network;
        _batch = batch;
        state?.Begin(batch);
        _tokens = new CausalTokens(state is null ? batch.AttentionMask.Span : state.Mask, batch.Rows, batch.Length);
        RotaryTurns? turns = network.Rotary?.Turns(_tokens.Positions, batch.Length, network.Device);
        _all = Context(turns, state, window: null);
        _window = network.Window is { } window && window.Length < _tokens.Total ? Context(turns, state, window.Length) : _all;
        _gradMode = state is null ? null : torch.no_grad();
    }

    public override int Layers => _network.Layers.Count;

    public override torch.Tensor Embed() => _network.Embedding.Forward(_batch, _tokens);

    public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding)
        => _network.Layers[layer].Forward(hidden, _network.Window?.SeesAll[layer] == false ? _window : _all, binding);

    public override torch.Tensor Finish(torch.Tensor hidden)
    {
        using torch.Tensor normed = _network.FinalNorm.Apply(hidden);
        return normed.view(_batch.Rows, _batch.Length, _network.HiddenSize);
    }

    public override void Dispose()
    {
        _all.Turns?.Dispose();
        _all.Mask?.Dispose();
        _window.Mask?.Dispose();
        _gradMode?.Dispose();
    }

    private AttentionContext Context(RotaryTurns? turns, ForwardState? state, int? window)
    {
        torch.Tensor? mask = _tokens.CreateMask(window, _network.NeedsMask, _network.Device);
        return new AttentionContext(_batch.Rows, turns, mask) { IsCausal = mask is null && _tokens.IsCausal, State = state, Slides = window is not null };
    }
}
