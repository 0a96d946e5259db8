using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>What a decoder's config.json may say, and what is refused by file and field before memory is taken.</summary>
[TestClass]
public sealed class DecoderConfigTests
{
    [TestMethod]
    [DataRow("llama", """{"hidden_size": null}""", "'hidden_size' is missing")]
    [DataRow("llama", """{"hidden_size": 1000000000}""", "'hidden_size' is 1000000000")]
    [DataRow("llama", """{"num_hidden_layers": 0}""", "'num_hidden_layers' is 0")]
    [DataRow("llama", """{"num_hidden_layers": 100000}""", "'num_hidden_layers' is 100000")]
    [DataRow("llama", """{"num_hidden_layers": 3}""", "'layers.2.input_layernorm.weight' is missing")]
    [DataRow("llama", """{"num_attention_heads": 3, "head_dim": null}""", "'num_attention_heads' is 3, which does not divide")]
    [DataRow("llama", """{"num_attention_heads": 8, "head_dim": null}""", "'num_attention_heads' is 8, which makes heads of 1")]
    [DataRow("llama", """{"num_key_value_heads": 3}""", "'num_key_value_heads' is 3, which does not divide the number of heads, 4")]
    [DataRow("llama", """{"num_key_value_heads": 0}""", "'num_key_value_heads' is 0")]
    [DataRow("llama", """{"head_dim": 3}""", "'head_dim' is 3; rotary positions need an even width")]
    [DataRow("llama", """{"head_dim": 4}""", "layers.0.self_attn.q_proj.weight: F32 [8, 8] does not fit config.json, which asks for [16, 8]")]
    [DataRow("llama", """{"head_dim": 1000000}""", "'head_dim' is 1000000")]
    [DataRow("llama", """{"intermediate_size": 1000000000}""", "'intermediate_size' is 1000000000")]
    [DataRow("llama", """{"intermediate_size": 8000000}""", "asks for [8000000, 8]")]
    [DataRow("llama", """{"vocab_size": 11}""", "model.embed_tokens.weight: F32 [12, 8] does not fit config.json, which asks for [11, 8]")]
    [DataRow("llama", """{"vocab_size": 13}""", "asks for [13, 8]")]
    [DataRow("llama", """{"max_position_embeddings": 0}""", "'max_position_embeddings' is 0")]
    [DataRow("llama", """{"rms_norm_eps": -1}""", "'rms_norm_eps' is -1")]
    [DataRow("llama", """{"rope_theta": "x"}""", "'rope_theta' is a string")]
    [DataRow("llama", """{"rope_scaling": {"type": "linear"}}""", "'rope_scaling.factor' is missing")]
    [DataRow("llama", """{"rope_scaling": {"rope_type": "linear", "factor": 0}}""", "'rope_scaling.factor' is 0")]
    [DataRow("llama", """{"rope_parameters": {"rope_type": "llama3", "factor": 8}}""", "'rope_parameters.original_max_position_embeddings' is missing")]
    [DataRow(
        "llama",
        """{"rope_scaling": {"rope_type": "llama3", "factor": 8, "original_max_position_embeddings": 8, "low_freq_factor": 4, "high_freq_factor": 4}}""",
        "'rope_scaling.high_freq_factor' is not above low_freq_factor")]
    [DataRow("llama", """{"attention_bias": true}""", "'layers.0.self_attn.q_proj.bias' is missing")]
    [DataRow("mistral", """{"sliding_window": 0}""", "'sliding_window' is 0")]
    [DataRow("mistral", """{"layer_types": ["full_attention"]}""", "'layer_types' has 1 entries for 2 layers")]
    [DataRow("qwen2", """{"max_window_layers": -1}""", "'max_window_layers' is -1")]
    [DataRow("qwen3", """{"head_dim": null}""", "asks for [512, 8]")]
    [DataRow("gemma2", """{"attn_logit_softcapping": 0}""", "'attn_logit_softcapping' is 0")]
    [DataRow("gemma2", """{"query_pre_attn_scalar": 0}""", "'query_pre_attn_scalar' is 0")]
    [DataRow("gemma2", """{"tie_word_embeddings": false}""", "'lm_head.weight' is missing")]
    [DataRow("gpt2", """{"n_embd": null}""", "'n_embd' is missing")]
    [DataRow("gpt2", """{"n_head": 3}""", "'n_head' is 3, which does not divide")]
    [DataRow("gpt2", """{"n_inner": null}""", "h.0.mlp.c_fc.weight: F32 [8, 6] does not fit config.json, which asks for [8, 32]")]
    [DataRow("gpt2", """{"n_positions": 17}""", "wpe.weight: F32 [16, 8] does not fit config.json, which asks for [17, 8]")]
    [DataRow("gpt2", """{"layer_norm_epsilon": "x"}""", "'layer_norm_epsilon' is a string")]
    public void A_field_that_does_not_fit_is_refused(string modelType, string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => Acquire(modelType, changes)).Message);

    [TestMethod]
    [DataRow("llama", """{"rope_scaling": {"rope_type": "dynamic", "factor": 2}}""", "rope_scaling.rope_type 'dynamic'")]
    [DataRow("llama", """{"rope_parameters": {"rope_type": "yarn", "factor": 2}}""", "rope_parameters.rope_type 'yarn'")]
    [DataRow("phi3", """{"rope_scaling": {"type": "longrope"}}""", "rope_scaling.rope_type 'longrope'")]
    [DataRow("phi3", """{"partial_rotary_factor": 0.75}""", "partial_rotary_factor '0.75'")]
    [DataRow("phi3", """{"rope_parameters": {"rope_type": "default", "partial_rotary_factor": 0.5}}""", "partial_rotary_factor '0.5'")]
    [DataRow("llama", """{"hidden_act": "xielu"}""", "hidden_act 'xielu'")]
    [DataRow("gemma2", """{"use_bidirectional_attention": true}""", "use_bidirectional_attention 'true'")]
    [DataRow("gpt2", """{"add_cross_attention": true}""", "add_cross_attention 'true'")]
    [DataRow("gpt2", """{"scale_attn_by_inverse_layer_idx": true}""", "scale_attn_by_inverse_layer_idx 'true'")]
    [DataRow("gpt2", """{"scale_attn_weights": false}""", "scale_attn_weights 'false'")]
    public void What_this_version_does_not_know_is_refused_by_name(string modelType, string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<NolaCompatibilityException>(() => Acquire(modelType, changes)).Message);

    [TestMethod]
    [DataRow("llama", """{"num_key_value_heads": 2, "rope_scaling": null, "tie_word_embeddings": true}""")]
    [DataRow("llama", """{"head_dim": null, "rope_theta": null, "rms_norm_eps": null, "hidden_act": null}""")]
    [DataRow("mistral", """{"sliding_window": null}""")]
    [DataRow("qwen2", """{"use_sliding_window": false, "sliding_window": null}""")]
    [DataRow("qwen2", """{"layer_types": ["sliding_attention", "full_attention"]}""")]
    [DataRow("gemma2", """{"attn_logit_softcapping": null, "final_logit_softcapping": null}""")]
    [DataRow("phi3", """{"sliding_window": null, "partial_rotary_factor": 1.0, "original_max_position_embeddings": 4096}""")]
    [DataRow("gpt2", """{"activation_function": "gelu", "layer_norm_epsilon": null, "reorder_and_upcast_attn": true}""")]
    public void A_field_may_be_absent_or_null_where_transformers_takes_that(string modelType, string changes) => Acquire(modelType, changes);

    private static void Acquire(string modelType, string changes)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        JsonObject config = TinyDecoder.Config(modelType);
        string path = TinyDecoder.Write(folder.File("backbone"), config);
        foreach ((string field, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            config[field] = value?.DeepClone();
        }

        File.WriteAllText(Path.Combine(path, "config.json"), config.ToJsonString());
        Backbone.Acquire(BackboneReference.FromFolder(path)).Dispose();
    }
}
