using System.Text;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.DebertaV2;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones.DebertaV2;

[TestClass]
public sealed class DebertaV2ConfigTests
{
    [TestMethod]
    public void The_fixture_s_configuration_is_read()
    {
        DebertaV2Config config = DebertaV2Config.Read(JsonSettings.Load(Repository.Shared("fixtures", "backbones", "deberta-v2", "config.json")));
        Assert.AreEqual((32, 2, 4, 48, 1e-3), (config.Sizes.HiddenSize, config.Sizes.Layers, config.Sizes.Heads, config.Sizes.IntermediateSize, config.Sizes.LayerNormEpsilon));
        Assert.AreEqual((40, 100, 0), (config.Sizes.Limits.MaxLength, config.Sizes.Limits.VocabularySize, config.Sizes.Limits.TokenTypes));
        Assert.AreEqual(new DistanceBuckets(8, 40), config.Buckets);
        Assert.AreEqual(("attention.self.key_proj", "attention.self.query_proj", true), (config.DistanceKey, config.DistanceQuery, config.NormsDistances));
        Assert.IsNull(config.Convolution);
    }

    [TestMethod]
    public void What_published_checkpoints_add_is_read()
    {
        DebertaV2Config config = Read("""
            {"conv_kernel_size": 3, "conv_act": "gelu", "attention_head_size": 4, "max_relative_positions": 512, "position_buckets": 256,
             "pos_att_type": ["c2p"], "share_att_key": null, "norm_rel_ebd": " layer_norm | none "}
            """);
        Assert.AreEqual(new ConvolutionConfig(3, 1, Activation.Gelu), config.Convolution);
        Assert.AreEqual(Activation.Tanh, Read("""{"conv_kernel_size": 3}""").Convolution!.Activation);
        Assert.AreEqual(new DistanceBuckets(256, 512), config.Buckets);
        Assert.AreEqual(("attention.self.pos_key_proj", null, true), (config.DistanceKey, config.DistanceQuery, config.NormsDistances));
    }

    [TestMethod]
    [DataRow("""{"hidden_size": null}""", "'hidden_size' is missing")]
    [DataRow("""{"num_attention_heads": 3}""", "'num_attention_heads' is 3, which does not divide")]
    [DataRow("""{"max_position_embeddings": 0}""", "'max_position_embeddings' is 0")]
    [DataRow("""{"position_buckets": 1}""", "'position_buckets' is 1, which does not go with distances up to 24")]
    [DataRow("""{"position_buckets": 46}""", "'position_buckets' is 46, which does not go with distances up to 24")]
    [DataRow("""{"pos_att_type": 3}""", "'pos_att_type' is 3")]
    [DataRow("""{"relative_attention": "yes"}""", "'relative_attention' is a string")]
    [DataRow("""{"conv_kernel_size": 4}""", "'conv_kernel_size' is 4")]
    [DataRow("""{"conv_kernel_size": 3, "conv_groups": 3}""", "'conv_groups' is 3, which does not divide")]
    public void A_damaged_field_is_refused_by_name(string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => Read(changes)).Message);

    [TestMethod]
    [DataRow("""{"relative_attention": false}""", "relative_attention 'false'")]
    [DataRow("""{"position_biased_input": true}""", "position_biased_input 'true'")]
    [DataRow("""{"position_biased_input": null}""", "position_biased_input 'true'")]
    [DataRow("""{"type_vocab_size": 2}""", "type_vocab_size '2'")]
    [DataRow("""{"embedding_size": 4}""", "embedding_size '4'")]
    [DataRow("""{"attention_head_size": 8}""", "attention_head_size '8'")]
    [DataRow("""{"pos_att_type": "p2c|p2p"}""", "pos_att_type 'p2p'")]
    [DataRow("""{"norm_rel_ebd": "batch_norm"}""", "norm_rel_ebd 'batch_norm'")]
    [DataRow("""{"hidden_act": "swish"}""", "hidden_act 'swish'")]
    public void What_this_version_does_not_know_is_refused_by_name(string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<NolaCompatibilityException>(() => Read(changes)).Message);

    private static DebertaV2Config Read(string changes)
        => DebertaV2Config.Read(JsonSettings.Parse(Encoding.UTF8.GetBytes(TinyDebertaV2.Changed(changes).ToJsonString()), "config.json"));
}
