using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.ModernBert;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Backbones.ModernBert;

[TestClass]
public sealed class ModernBertConfigTests
{
    [TestMethod]
    [DataRow("config.json")]
    [DataRow("config.old-style.json")]
    public void Both_forms_of_a_configuration_say_the_same(string name)
    {
        ModernBertConfig config = ModernBertConfig.Read(JsonSettings.Load(Repository.Shared("fixtures", "backbones", "modernbert", name)));
        Assert.AreEqual((32, 4, 4, 8, 48), (config.Sizes.HiddenSize, config.Sizes.Layers, config.Sizes.Heads, config.Sizes.HeadSize, config.Sizes.IntermediateSize));
        Assert.AreEqual((64, 100, 0), (config.Sizes.Limits.MaxLength, config.Sizes.Limits.VocabularySize, config.Sizes.Limits.TokenTypes));
        Assert.AreEqual((1e-3, 3), (config.Sizes.LayerNormEpsilon, config.Reach));
        CollectionAssert.AreEqual((bool[])[true, false, false, true], config.SeesAll.ToArray());
        RequireBase(1000, config.GlobalPositions);
        RequireBase(100, config.LocalPositions);
    }

    [TestMethod]
    [DataRow("""{"global_rope_theta": null, "local_rope_theta": null}""", 160_000, 160_000)]
    [DataRow("""{"global_rope_theta": 500, "local_rope_theta": null}""", 500, 500)]
    [DataRow("""{"rope_parameters": {"full_attention": {"rope_theta": 7}}}""", 7, 100)]
    [DataRow("""{"rope_parameters": {"sliding_attention": {"rope_theta": 7, "rope_type": "default"}}, "rope_scaling": null}""", 1000, 7)]
    public void A_base_of_rotary_positions_may_be_absent(string changes, double global, double local)
    {
        ModernBertConfig config = Read(changes);
        RequireBase(global, config.GlobalPositions);
        RequireBase(local, config.LocalPositions);
    }

    [TestMethod]
    [DataRow("""{"hidden_size": null}""", "'hidden_size' is missing")]
    [DataRow("""{"num_attention_heads": 3}""", "'num_attention_heads' is 3, which does not divide")]
    [DataRow("""{"num_attention_heads": 8}""", "'num_attention_heads' is 8, which makes heads of 1")]
    [DataRow("""{"layer_types": ["full_attention"]}""", "'layer_types' has 1 entries for 2 layers")]
    [DataRow("""{"layer_types": ["full_attention", "chunked_attention"]}""", "'layer_types' holds 'chunked_attention'")]
    [DataRow("""{"layer_types": "full_attention"}""", "'layer_types' is a string")]
    [DataRow("""{"local_attention": 0}""", "'local_attention' is 0")]
    [DataRow("""{"global_attn_every_n_layers": 0}""", "'global_attn_every_n_layers' is 0")]
    [DataRow("""{"global_rope_theta": -1}""", "'global_rope_theta' is -1")]
    [DataRow("""{"rope_parameters": {"full_attention": {"rope_theta": "x"}}}""", "'rope_parameters.full_attention.rope_theta' is a string")]
    [DataRow("""{"norm_bias": 1}""", "'norm_bias' is 1")]
    public void A_damaged_field_is_refused_by_name(string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<CorruptModelException>(() => Read(changes)).Message);

    [TestMethod]
    [DataRow("""{"rope_parameters": {"full_attention": {"rope_type": "yarn", "rope_theta": 7}}}""", "rope_type 'yarn'")]
    [DataRow("""{"rope_scaling": {"type": "dynamic", "factor": 2}}""", "rope_type 'dynamic'")]
    [DataRow("""{"classifier_pooling": "max"}""", "classifier_pooling 'max'")]
    [DataRow("""{"hidden_activation": "swish"}""", "hidden_activation 'swish'")]
    public void What_this_version_does_not_know_is_refused_by_name(string changes, string message)
        => Assert.Contains(message, Assert.ThrowsExactly<NolaCompatibilityException>(() => Read(changes)).Message);

    /// <summary>The second frequency tells what the base is.</summary>
    private static void RequireBase(double theta, RotaryEmbedding positions)
        => Assert.AreEqual(Math.Pow(theta, -1.0 / positions.Frequencies.Length), positions.Frequencies[1], 1e-7);

    private static ModernBertConfig Read(string changes)
    {
        JsonObject config = TinyModernBert.Config;
        foreach ((string field, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            config[field] = value?.DeepClone();
        }

        return ModernBertConfig.Read(JsonSettings.Parse(Encoding.UTF8.GetBytes(config.ToJsonString()), "config.json"));
    }
}
