using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>One feature vector for each row, [rows, hidden].</summary>
internal sealed class PooledReadout(PoolingMode mode) : Readout
{
    public override string Name => mode.ToString().ToLowerInvariant();

    public override void Check(BackboneLease lease)
    {
        if (mode == PoolingMode.Pooler && !lease.Backbone.HasPooler)
        {
            throw new NolaCompatibilityException($"Pooling is Pooler, but the backbone in '{lease.Folder}' has none; choose Mean or Cls.");
        }
    }

    public override torch.Tensor Apply(Backbone backbone, ModelOutput output) => mode switch
    {
        PoolingMode.Pooler => backbone.Pool(output.Hidden, output.Input),
        PoolingMode.Cls => output.Hidden.select(1, 0),
        _ => TokenMean.Of(output.Hidden, (TokenBatch)output.Input),
    };
}
