using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Mpnet;

/// <summary>MPNet (arXiv 2004.09297): positions as RoBERTa has them, and relative ones beside them; no token types.</summary>
internal static class MpnetEncoder
{
    private static readonly PostNormNames Layer = new()
    {
        Query = "attention.attn.q",
        Key = "attention.attn.k",
        Value = "attention.attn.v",
        AttentionOutput = "attention.attn.o",
        AttentionNorm = "attention.LayerNorm",
        MlpIn = "intermediate.dense",
        MlpOut = "output.dense",
        OutputNorm = "output.LayerNorm",
    };

    public static NameMap Names { get; } = new("mpnet", NameMap.OlderNorms) { LastLayer = "classifier.out_proj" };

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new EncoderNetwork(
        ReadConfig(settings), reader, "encoder.layer.", Layer, new PoolerPath("classifier.dense"), new PoolerPath("pooler.dense"));

    public static EncoderConfig ReadConfig(JsonSettings settings)
    {
        EncoderConfig config = BertConfig.Read(settings).WithPositionsById(settings);
        return config with
        {
            Limits = config.Limits with { TokenTypes = 0 },
            RelativePositions = settings.GetInt32(
                "relative_attention_num_buckets", RelativePositionBias.Buckets, EncoderConfig.MaxRows, RelativePositionBias.Buckets),
        };
    }
}
