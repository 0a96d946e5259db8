using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Bert;

/// <summary>BERT (arXiv 1810.04805): where a Hugging Face checkpoint has its modules.</summary>
internal static class BertEncoder
{
    /// <summary>The modules of a layer, as BERT's descendants have them too.</summary>
    public static readonly PostNormNames Layer = new()
    {
        Query = "attention.self.query",
        Key = "attention.self.key",
        Value = "attention.self.value",
        AttentionOutput = "attention.output.dense",
        AttentionNorm = "attention.output.LayerNorm",
        MlpIn = "intermediate.dense",
        MlpOut = "output.dense",
        OutputNorm = "output.LayerNorm",
    };

    public static NameMap Names { get; } = new("bert", NameMap.OlderNorms);

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
        => new EncoderNetwork(BertConfig.Read(settings), reader, "encoder.layer.", Layer, new PoolerPath("pooler.dense"));
}
