using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Nola.Bench.Steps;

/// <summary>
/// Forward and backward through the frozen layers, to whose input a gradient is wanted: what any adapter in the first layer costs at the least. Nothing trains.
/// </summary>
internal sealed class FrozenSide() : StepSide("frozen")
{
    private readonly BackboneLease _lease = Backbone.Acquire(Microsoft.ML.Nola.BackboneReference.Default);

    public override long Numbers => 0;

    public override void Dispose() => _lease.Dispose();

    protected override void Accumulate(StepBatch batch, Action endForward)
    {
        using LayeredPass pass = _lease.Backbone.BeginLayers(batch.Tokens)!;
        torch.Tensor hidden = pass.Embed().requires_grad_(true);
        for (int layer = 0; layer < pass.Layers; layer++)
        {
            hidden = pass.Run(layer, hidden, AdapterBinding.None);
        }

        torch.Tensor loss = pass.Finish(hidden).sum();
        endForward();
        loss.backward();
    }

    protected override void Update()
    {
    }
}
