using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Roberta;

/// <summary>
/// RoBERTa (arXiv 1907.11692) and XLM-RoBERTa (arXiv 1911.02116): BERT whose positions begin after the padding's id. A checkpoint that was fitted for
/// classification has a dense layer of its own there, and may still have the pooler of the model that it was made from, which nothing feeds any more.
/// </summary>
internal static class RobertaEncoder
{
    public static NameMap Names { get; } = new("roberta", NameMap.OlderNorms) { LastLayer = "classifier.out_proj" };

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new EncoderNetwork(
        ReadConfig(settings), reader, "encoder.layer.", BertEncoder.Layer, new PoolerPath("classifier.dense"), new PoolerPath("pooler.dense"));

    public static EncoderConfig ReadConfig(JsonSettings settings) => BertConfig.Read(settings).WithPositionsById(settings);
}
