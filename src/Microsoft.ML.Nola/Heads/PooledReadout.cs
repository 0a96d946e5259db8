using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
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
            throw new NolaCompatibilityException($"Pooling is Pooler, but the backbone in '{lease.Folder}' has none; choose Mean, Cls or LastToken.");
        }

        if (mode == PoolingMode.Cls && lease.Backbone.IsCausal)
        {
            throw new NolaCompatibilityException(
                $"Pooling is Cls, but the backbone in '{lease.Folder}' is a decoder, whose first token sees no other; choose LastToken or Mean.");
        }

        if (lease.Backbone.ImageLimits is not { } images)
        {
            return;
        }

        if (mode == PoolingMode.LastToken)
        {
            throw new NolaCompatibilityException(
                $"Pooling is LastToken, but the backbone in '{lease.Folder}' takes images, whose last token is a patch as any other; choose Mean, Cls or Pooler.");
        }

        if (mode == PoolingMode.Cls && images.ClassTokens == 0)
        {
            throw new NolaCompatibilityException(
                $"Pooling is Cls, but the backbone in '{lease.Folder}' has patches alone, no class token; choose Pooler or Mean.");
        }
    }

    public override torch.Tensor Apply(Backbone backbone, ModelOutput output) => mode switch
    {
        PoolingMode.Pooler => backbone.Pool(output.Hidden, output.Input),
        PoolingMode.Cls => output.Hidden.select(1, 0),
        PoolingMode.LastToken => TakeLast(output.Hidden, (TokenBatch)output.Input),
        _ when backbone.ImageLimits is { } images => PatchMean.Of(output.Hidden, images),
        _ => TokenMean.Of(output.Hidden, (TokenBatch)output.Input),
    };

    private static torch.Tensor TakeLast(torch.Tensor hidden, TokenBatch batch)
    {
        var last = new int[batch.Rows];
        for (int row = 0; row < last.Length; row++)
        {
            last[row] = (row * batch.Length) + batch.AttentionMask.Span.Slice(row * batch.Length, batch.Length).LastIndexOf(1);
        }

        using torch.Tensor places = TensorMemory.FromInts(last, hidden.device);
        using torch.Tensor tokens = hidden.view(-1, hidden.shape[2]);
        return tokens.index_select(0, places);
    }
}
