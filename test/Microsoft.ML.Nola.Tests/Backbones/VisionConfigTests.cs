using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>What config.json of an encoder of images may say, and what is refused by file and field before memory is taken.</summary>
[TestClass]
public sealed class VisionConfigTests
{
    [TestMethod]
    [DataRow("vit", """{"hidden_size": null}""", "'hidden_size' is missing")]
    [DataRow("vit", """{"hidden_size": 1000000000}""", "'hidden_size' is 1000000000")]
    [DataRow("vit", """{"num_hidden_layers": 0}""", "'num_hidden_layers' is 0")]
    [DataRow("vit", """{"num_hidden_layers": 3}""", "'layers.2.layernorm_before.weight' is missing")]
    [DataRow("vit", """{"num_attention_heads": 3}""", "'num_attention_heads' is 3, which does not divide")]
    [DataRow("vit", """{"num_attention_heads": 0}""", "'num_attention_heads' is 0")]
    [DataRow("vit", """{"intermediate_size": 13}""", "layer.0.intermediate.dense.weight: F32 [12, 8] does not fit config.json, which asks for [13, 8]")]
    [DataRow("vit", """{"image_size": 8}""", "embeddings.position_embeddings: F32 [1, 10, 8] does not fit config.json, which asks for [1, 17, 8]")]
    [DataRow("vit", """{"image_size": 1}""", "'patch_size' is 2, above image_size, 1")]
    [DataRow("vit", """{"image_size": 1000000}""", "'image_size' is 1000000")]
    [DataRow("vit", """{"image_size": [6, 6]}""", "'image_size' is an array")]
    [DataRow("vit", """{"patch_size": 0}""", "'patch_size' is 0")]
    [DataRow("vit", """{"patch_size": 3}""", "asks for [1, 5, 8]")]
    [DataRow("vit", """{"num_channels": 1}""", "asks for [8, 1, 2, 2]")]
    [DataRow("vit", """{"num_channels": null}""", "'num_channels' is missing")]
    [DataRow("vit", """{"layer_norm_eps": -1}""", "'layer_norm_eps' is -1")]
    [DataRow("vit", """{"qkv_bias": 1}""", "'qkv_bias' is 1")]
    [DataRow("deit", """{"model_type": "vit"}""", "embeddings.position_embeddings: F32 [1, 11, 8] does not fit config.json, which asks for [1, 10, 8]")]
    [DataRow("vit", """{"model_type": "deit"}""", "'embeddings.distillation_token' is missing")]
    [DataRow("dinov2", """{"mlp_ratio": null}""", "'mlp_ratio' is missing")]
    [DataRow("dinov2", """{"mlp_ratio": 0.01}""", "'mlp_ratio' makes feed-forward blocks of no width out of hidden_size, 8")]
    [DataRow("dinov2", """{"mlp_ratio": 2}""", "asks for [16, 8]")]
    [DataRow("dinov2", """{"use_swiglu_ffn": true}""", "'encoder.layer.0.mlp.weights_in.weight' is missing")]
    [DataRow("clip_vision_model", """{"patch_size": null}""", "'patch_size' is missing")]
    [DataRow("siglip_vision_model", """{"vision_use_head": "no"}""", "'vision_use_head' is a string")]
    [DataRow("clip", """{"vision_config": null}""", "'vision_config' is missing")]
    [DataRow("clip", """{"vision_config": {"hidden_size": 0}}""", "'vision_config.hidden_size' is 0")]
    [DataRow("clip", """{"vision_config": {}}""", "asks for [768]")]
    [DataRow("siglip", """{"vision_config": {"model_type": "siglip_vision_model"}}""", "asks for [768, 3, 16, 16]")]
    public void A_field_that_does_not_fit_is_refused(string kind, string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => Acquire(kind, changes)).Message);

    [TestMethod]
    [DataRow("vit", """{"hidden_act": "mish"}""", "hidden_act 'mish'")]
    [DataRow("vit", """{"pooler_act": "mish"}""", "pooler_act 'mish'")]
    [DataRow("vit", """{"pooler_output_size": 4}""", "pooler_output_size '4'")]
    [DataRow("clip", """{"model_type": "chinese_clip"}""", "model_type 'chinese_clip'")]
    public void What_this_version_does_not_know_is_refused_by_name(string kind, string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<NolaCompatibilityException>(() => Acquire(kind, changes)).Message);

    [TestMethod]
    [DataRow("vit", """{"hidden_act": null, "layer_norm_eps": null, "qkv_bias": null, "pooler_act": null, "encoder_stride": 16}""")]
    [DataRow("vit", """{"pooler_act": "gelu", "pooler_output_size": 8}""")]
    [DataRow("dinov2", """{"mlp_ratio": 1.51, "intermediate_size": 99, "image_size": 7}""")]
    [DataRow("clip_vision_model", """{"hidden_act": "quick_gelu", "projection_dim": 4}""")]
    [DataRow("siglip_vision_model", """{"vision_use_head": false}""")]
    public void A_field_may_be_absent_or_null_where_transformers_takes_that(string kind, string changes) => Acquire(kind, changes);

    private static void Acquire(string kind, string changes)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        JsonObject config = TinyVision.Config(kind);
        foreach ((string field, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            config[field] = value?.DeepClone();
        }

        Backbone.Acquire(BackboneReference.FromFolder(TinyVision.Write(folder.File("backbone"), kind, config: config))).Dispose();
    }
}
