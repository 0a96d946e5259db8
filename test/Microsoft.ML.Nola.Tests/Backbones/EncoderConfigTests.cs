using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Electra;
using Microsoft.ML.Nola.Backbones.Mpnet;
using Microsoft.ML.Nola.Backbones.Roberta;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>What BERT's descendants read from config.json, and what they refuse in it.</summary>
[TestClass]
public sealed class EncoderConfigTests
{
    private static readonly Dictionary<string, Func<JsonSettings, EncoderConfig>> Readers = new(StringComparer.Ordinal)
    {
        ["electra"] = ElectraEncoder.ReadConfig,
        ["mpnet"] = MpnetEncoder.ReadConfig,
        ["roberta"] = RobertaEncoder.ReadConfig,
        ["xlm-roberta"] = RobertaEncoder.ReadConfig,
    };

    public static IEnumerable<object[]> ModelTypes => Readers.Keys.Select(static type => new object[] { type });

    [TestMethod]
    [DynamicData(nameof(ModelTypes))]
    public void The_fields_of_BERT_are_read_and_checked(string modelType)
    {
        EncoderConfig config = Read(modelType, "{}");
        Assert.AreEqual((8, 2, 2, 4, 12), (config.HiddenSize, config.Layers, config.Heads, config.HeadSize, config.IntermediateSize));
        Assert.AreEqual(RandomCheckpoint.Positions, config.Limits.MaxLength);
        Assert.AreEqual(1e-5, Read(modelType, """{"layer_norm_eps": 1e-5}""").LayerNormEpsilon);
        Assert.AreEqual(Activation.GeluTanh, Read(modelType, """{"hidden_act": "gelu_new"}""").Activation);
        Refuse(modelType, """{"hidden_size": null}""", "'hidden_size' is missing");
        Refuse(modelType, """{"num_attention_heads": 3}""", "'num_attention_heads' is 3, which does not divide");
        Refuse(modelType, """{"num_hidden_layers": -1}""", "'num_hidden_layers' is -1");
        Refuse(modelType, """{"intermediate_size": "12"}""", "'intermediate_size' is a string");
        Refuse(modelType, """{"vocab_size": 1e9}""", "'vocab_size'");
        Refuse(modelType, """{"layer_norm_eps": 1e400}""", "'layer_norm_eps'");
        Refuse(modelType, """{"hidden_act": "swish"}""", "hidden_act 'swish'");
        Refuse(modelType, """{"position_embedding_type": "relative_key"}""", "position_embedding_type 'relative_key'");
        Refuse(modelType, """{"is_decoder": true}""", "is_decoder");
    }

    /// <summary>The published sizes: 514 rows, of which texts have 512.</summary>
    [TestMethod]
    [DataRow("roberta")]
    [DataRow("mpnet")]
    public void Positions_begin_after_the_padding_s_id(string modelType)
    {
        EncoderConfig config = Read(modelType, """{"max_position_embeddings": 514}""");
        Assert.AreEqual((512, 514, 1), (config.Limits.MaxLength, config.Positions, config.PaddingId));
        Assert.AreEqual(1, Read(modelType, """{"pad_token_id": null}""").PaddingId);
        Assert.AreEqual(3, Read(modelType, """{"pad_token_id": 4}""").Limits.MaxLength);
        Refuse(modelType, """{"max_position_embeddings": 2}""", "which leaves no position: they begin after pad_token_id, 1");
        Refuse(modelType, """{"pad_token_id": -1}""", "'pad_token_id' is -1");
        Refuse(modelType, """{"pad_token_id": [1]}""", "'pad_token_id' is an array");
    }

    [TestMethod]
    public void MPNet_has_no_token_types_and_at_least_the_buckets_in_use()
    {
        Assert.AreEqual(0, Read("mpnet", "{}").Limits.TokenTypes);
        Assert.AreEqual(32, Read("mpnet", "{}").RelativePositions);
        Assert.AreEqual(64, Read("mpnet", """{"relative_attention_num_buckets": 64}""").RelativePositions);
        Refuse("mpnet", """{"relative_attention_num_buckets": 16}""", "'relative_attention_num_buckets' is 16");
        Assert.AreEqual(0, Read("roberta", "{}").RelativePositions);
    }

    [TestMethod]
    public void ELECTRA_says_how_wide_its_embeddings_are()
    {
        Assert.AreEqual((5, 8), (Read("electra", "{}").EmbeddingSize, Read("electra", """{"embedding_size": 8}""").EmbeddingSize));
        Refuse("electra", """{"embedding_size": null}""", "'embedding_size' is missing");
        Refuse("electra", """{"embedding_size": 0}""", "'embedding_size' is 0");
        Assert.AreEqual(8, Read("roberta", "{}").EmbeddingSize);
    }

    private static void Refuse(string modelType, string change, string message)
        => Assert.Contains(message, Assert.Throws<NolaException>(() => Read(modelType, change), change).Message);

    private static EncoderConfig Read(string modelType, string change)
    {
        JsonObject config = RandomCheckpoint.Config(modelType);
        foreach (string field in JsonNode.Parse(change)!.AsObject().Select(static field => field.Key))
        {
            config.Remove(field);
        }

        // Put together as text, since a number such as 1e400 is none for a writer.
        string text = config.ToJsonString();
        text = change == "{}" ? text : $"{text[..^1]}, {change[1..]}";
        return Readers[modelType](JsonSettings.Parse(Encoding.UTF8.GetBytes(text), "config.json"));
    }
}
