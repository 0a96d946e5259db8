using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Electra;

/// <summary>
/// ELECTRA (arXiv 2003.10555), generator or discriminator: BERT without a pooler, whose embeddings may be narrower than its hidden states. The head of a
/// checkpoint that was fitted for classification has GELU, whatever hidden_act says.
/// </summary>
internal static class ElectraEncoder
{
    public static NameMap Names { get; } = new("electra", NameMap.OlderNorms) { LastLayer = "classifier.out_proj" };

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new EncoderNetwork(
        ReadConfig(settings), reader, "encoder.layer.", BertEncoder.Layer, new PoolerPath("classifier.dense", Activation.Gelu));

    public static EncoderConfig ReadConfig(JsonSettings settings)
        => BertConfig.Read(settings) with { EmbeddingSize = settings.GetInt32("embedding_size", 1, EncoderConfig.MaxWidth) };
}
