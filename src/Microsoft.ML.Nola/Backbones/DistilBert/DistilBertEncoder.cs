using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.DistilBert;

/// <summary>DistilBERT (arXiv 1910.01108), BERT without token types and a pooler of its own: where a Hugging Face checkpoint has its modules.</summary>
internal static class DistilBertEncoder
{
    private static readonly PostNormNames Layer = new()
    {
        Query = "attention.q_lin",
        Key = "attention.k_lin",
        Value = "attention.v_lin",
        AttentionOutput = "attention.out_lin",
        AttentionNorm = "sa_layer_norm",
        MlpIn = "ffn.lin1",
        MlpOut = "ffn.lin2",
        OutputNorm = "output_layer_norm",
    };

    public static NameMap Names { get; } = new("distilbert", NameMap.OlderNorms);

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
        => new EncoderNetwork(DistilBertConfig.Read(settings), reader, "transformer.layer.", Layer, new PoolerPath("pre_classifier", Activation.Relu));
}
