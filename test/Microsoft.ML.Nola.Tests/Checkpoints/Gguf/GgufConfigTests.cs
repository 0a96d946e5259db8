using System.Text.Json;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Checkpoints.Gguf;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints.Gguf;

/// <summary>Small decoders of the reference, converted as llama.cpp does it: the tensors and settings that come back are those of the folder.</summary>
[TestClass]
public sealed class GgufConfigTests
{
    private const string Name = "x.gguf";

    private static readonly string[] Settings =
    [
        "model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "hidden_act",
        "max_position_embeddings", "rms_norm_eps", "vocab_size", "tie_word_embeddings", "attention_bias", "mlp_bias", "sliding_window",
        "use_sliding_window", "attn_logit_softcapping", "final_logit_softcapping", "hidden_activation",
        "n_embd", "n_layer", "n_head", "n_positions", "layer_norm_epsilon", "activation_function",
    ];

    [TestMethod]
    [DataRow("llama-gqa")]
    [DataRow("llama-tied")]
    [DataRow("llama-rope-llama3")]
    [DataRow("llama-rope-linear")]
    [DataRow("mistral")]
    [DataRow("qwen2")]
    [DataRow("qwen3")]
    [DataRow("gemma2")]
    [DataRow("phi3")]
    [DataRow("gpt2")]
    [DataRow("gpt2-lm-head")]
    public void A_converted_checkpoint_has_the_tensors_and_settings_of_the_original(string model)
    {
        using TemporaryFolder folder = new();
        string original = Repository.Shared("fixtures", "backbones", model);
        string path = GgufConversion.FromFolder(original).Write(folder.File(Name));
        using (SafetensorsFile file = SafetensorsFile.Open(Path.Combine(original, BackboneFiles.Weights)))
        using (var weights = new CheckpointWeights(path))
        {
            foreach (SafetensorsEntry entry in file.Tensors.Values.Where(static entry => !entry.Name.EndsWith(".attn.bias", StringComparison.Ordinal)))
            {
                CheckpointTensor actual = weights.Find(entry.Name)!;
                Assert.IsTrue(actual.HasShape([.. entry.Shape]), $"{actual} for {entry}");
                Assert.AreSame(actual.Origin, path);
                var expected = new float[entry.ElementCount];
                file.ReadSingles(entry, expected);
                var values = new float[entry.ElementCount];
                actual.ReadSingles(0, values);
                Near.WithinAbsolute(expected, values, model == "gemma2" ? 1e-6 : 0, entry.Name);
                int middle = values.Length / 3;
                var part = new float[values.Length - middle];
                actual.ReadSingles(middle, part);
                CollectionAssert.AreEqual(values[middle..], part, entry.Name);
            }

            Assert.IsNull(weights.Find("model.layers.0.mlp.other.weight"));
            Assert.IsNull(weights.Find("model.layers.x.mlp.up_proj.weight"));
        }

        CompareSettings(Path.Combine(original, BackboneFiles.Config), BackboneFolder.At(path).ReadConfig());
    }

    [TestMethod]
    public void Settings_of_a_real_file_are_those_of_its_metadata()
    {
        JsonSettings config = BackboneFolder.At(Repository.Shared("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf")).ReadConfig();
        Assert.AreEqual("llama", config.GetString("model_type"));
        Assert.AreEqual(576, config.GetInt32("hidden_size", 1, 9999));
        Assert.AreEqual(64, config.GetInt32("head_dim", 1, 9999));
        Assert.AreEqual(49152, config.GetInt32("vocab_size", 1, int.MaxValue));
        Assert.AreEqual(1e-5, config.GetDouble("rms_norm_eps", 0, 1));
        Assert.AreEqual(100_000, config.GetDouble("rope_theta", 1, 1e9));
        Assert.IsTrue(config.GetBoolean("tie_word_embeddings"));
        Assert.IsFalse(config.GetBoolean("attention_bias"));
        Assert.IsFalse(config.Has("rope_scaling"));
        Assert.AreEqual(2, config.GetInt32("eos_token_id", 0, 9));
        Assert.AreEqual(2, config.GetInt32("pad_token_id", 0, 9));
    }

    [TestMethod]
    [DataRow("general.architecture", "mamba", "has the general.architecture 'mamba', which this version does not know. It knows: gemma2, gpt2, llama, phi3, qwen2, qwen3.")]
    [DataRow("general.type", "adapter", "holds no model: its metadata 'general.type' is 'adapter'")]
    [DataRow("llama.rope.scaling.type", "yarn", "has the metadata 'llama.rope.scaling.type' 'yarn', which this version does not know")]
    public void Text_that_is_not_known_is_refused(string key, string value, string message) =>
        Refuse(TinyGguf.Create().Remove(key).Add(key, value), message);

    [TestMethod]
    [DataRow("split.count", 3u, "is one of several parts of a model ('split.count')")]
    [DataRow("llama.expert_count", 8u, "has the metadata 'llama.expert_count' 8, which this version cannot compute with")]
    [DataRow("llama.rope.dimension_count", 2u, "has the metadata 'llama.rope.dimension_count' 2, and heads have 4 numbers, which this version cannot")]
    [DataRow("llama.attention.value_length", 6u, "has the metadata 'llama.attention.value_length' 6, and keys have 4 numbers")]
    public void A_number_that_is_not_known_is_refused(string key, uint value, string message) => Refuse(TinyGguf.Create().Add(key, value), message);

    [TestMethod]
    public void Other_settings_and_tensors_that_are_not_known_are_refused()
    {
        Refuse(TinyGguf.Create().Add("llama.logit_scale", 0.5f), "has the metadata 'llama.logit_scale' 0.5, which this version cannot compute with");
        Refuse(TinyGguf.Create().Add("llama.attention.causal", false), "has the metadata 'llama.attention.causal' false");
        Refuse(TinyGguf.Create().AddTensor("rope_freqs.weight", [1, 3], 2), "has the tensor 'rope_freqs.weight' with factors that are not those of Llama 3");
        Refuse(TinyGguf.Create().AddTensor("rope_freqs.weight", [1, 1, 1], 3), "has the tensor 'rope_freqs.weight' with factors that are not those of Llama 3");
        Refuse(TinyGguf.Create().AddTensor("blk.0.attn_q_norm.weight", [1, 1], 2), "has the tensor 'blk.0.attn_q_norm.weight', which this version does not know");
        Refuse(TinyGguf.Create().AddTensor("other.weight", [1, 1], 2), "has the tensor 'other.weight', which this version does not know for the architecture 'llama'");
    }

    [TestMethod]
    public void A_setting_that_is_missing_or_out_of_range_is_named()
    {
        Fault(TinyGguf.Create().Remove("llama.block_count"), "its metadata 'llama.block_count' is missing");
        Fault(TinyGguf.Create().Remove("llama.embedding_length").Add("llama.embedding_length", 0u), "'llama.embedding_length' is 0, not an integer from 1 to");
        Fault(TinyGguf.Create().Remove("llama.attention.head_count").Add("llama.attention.head_count", 0u), "'llama.attention.head_count' is 0");
        Fault(TinyGguf.Create().Remove("llama.attention.layer_norm_rms_epsilon"), "'llama.attention.layer_norm_rms_epsilon' is missing");
        Fault(TinyGguf.Create().Remove("general.architecture"), "its metadata 'general.architecture' is missing");
        Fault(new GgufWriter().Add("general.architecture", "gpt2").Add("gpt2.embedding_length", 1u).Add("gpt2.block_count", 1u)
            .Add("gpt2.attention.head_count", 1u).Add("gpt2.context_length", 1u).Add("gpt2.attention.layer_norm_epsilon", 1f),
            "the tensor 'token_embd.weight' is missing or no matrix");
    }

    [TestMethod]
    public void Linear_scaling_of_older_files_is_read()
    {
        using GgufFile file = GgufFile.Parse(TinyGguf.Create().Add("llama.rope.scale_linear", 4f).ToBytes(), Name);
        JsonSettings scaling = GgufConfig.Read(file).GetObject("rope_scaling");
        Assert.AreEqual("linear", scaling.GetString("rope_type"));
        Assert.AreEqual(4, scaling.GetDouble("factor", 1, 9));
    }

    private static void CompareSettings(string path, JsonSettings actual)
    {
        JsonElement expected = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        foreach (string name in Settings)
        {
            if (expected.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                switch (value.ValueKind)
                {
                    case JsonValueKind.String:
                        Assert.AreEqual(value.GetString(), actual.GetString(name), name);
                        break;
                    case JsonValueKind.Number:
                        Assert.AreEqual(value.GetDouble(), actual.GetDouble(name, double.MinValue, double.MaxValue), name);
                        break;
                    default:
                        Assert.AreEqual(value.GetBoolean(), actual.GetBoolean(name, false), name);
                        break;
                }
            }
        }

        if (expected.TryGetProperty("rope_parameters", out JsonElement rope))
        {
            Assert.AreEqual(rope.GetProperty("rope_theta").GetDouble(), actual.GetDouble("rope_theta", 1, 1e9));
            string type = rope.GetProperty("rope_type").GetString()!;
            Assert.AreEqual(type == "default" ? null : type, actual.GetObjectOrNull("rope_scaling")?.GetString("rope_type"));
            foreach (string name in (string[])["factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"])
            {
                if (rope.TryGetProperty(name, out JsonElement value))
                {
                    Assert.AreEqual(value.GetDouble(), actual.GetObject("rope_scaling").GetDouble(name, 0, 1e9), name);
                }
            }
        }
    }

    private static void Refuse(GgufWriter writer, string message)
    {
        using GgufFile file = GgufFile.Parse(writer.ToBytes(), Name);
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() =>
        {
            GgufConfig.Read(file);
            GgufArchitecture.Of(file.Metadata).RequireKnown(file);
        });
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
        StringAssert.Contains(fault.Message, Name, StringComparison.Ordinal);
    }

    private static void Fault(GgufWriter writer, string message)
    {
        using GgufFile file = GgufFile.Parse(writer.ToBytes(), Name);
        CorruptModelException fault = Hostile.IsRefused(Name, () => GgufConfig.Read(file));
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
    }
}
