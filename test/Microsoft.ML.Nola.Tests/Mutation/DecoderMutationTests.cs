using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class DecoderMutationTests
{
    private static readonly string[] ModelTypes = [.. TinyDecoder.ModelTypes];

    [TestMethod]
    public void A_damaged_configuration_of_any_decoder_gives_finite_numbers_or_a_typed_error() =>
        ConfigMutants.Run("config of a decoder", ModelTypes, Write, Use);

    /// <summary>A pass with a state of as many tokens as there are positions for, at most five of them, and one more if there is room.</summary>
    private static void Use(string folder)
    {
        using LoadedBackbone own = Backbone.LoadPrivate(folder, "identity", torch.CPU);
        int length = Math.Min(5, own.Backbone.MaxLength);
        using var state = new ForwardState();
        Check(own.Backbone, new[] { 2, 7, 1, 3, 5 }.AsMemory(0, length), state);
        if (length < own.Backbone.MaxLength)
        {
            Check(own.Backbone, new[] { 4 }, state);
        }
    }

    private static void Check(Backbone backbone, ReadOnlyMemory<int> ids, ForwardState state)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor hidden = backbone.Forward(new TokenBatch(ids, Enumerable.Repeat(1, ids.Length).ToArray(), 1, ids.Length), state);
        Assert.IsTrue(Array.TrueForAll(TensorMemory.ToSingles(hidden), float.IsFinite));
        if (backbone.HasLanguageModelHead)
        {
            Assert.IsTrue(Array.TrueForAll(TensorMemory.ToSingles(backbone.Logits(hidden.select(0, 0))), float.IsFinite));
        }
    }

    /// <summary>A configuration that says all there is to say, so that there is more to damage.</summary>
    private static string Write(string folder, string modelType)
    {
        JsonObject config = TinyDecoder.Config(modelType);
        TinyDecoder.Write(folder, config);
        if (modelType == "gpt2")
        {
            config["activation_function"] = "gelu_new";
            config["layer_norm_epsilon"] = 1e-5;
            config["scale_attn_weights"] = true;
            config["scale_attn_by_inverse_layer_idx"] = false;
            config["add_cross_attention"] = false;
        }
        else
        {
            config[modelType == "gemma2" ? "hidden_activation" : "hidden_act"] = "silu";
            config["rms_norm_eps"] = 1e-5;
            config["layer_types"] = new JsonArray("full_attention", "sliding_attention");
            config["partial_rotary_factor"] = 1.0;
            config["rope_scaling"] = new JsonObject
            {
                ["rope_type"] = "llama3",
                ["factor"] = 8.0,
                ["low_freq_factor"] = 1.0,
                ["high_freq_factor"] = 4.0,
                ["original_max_position_embeddings"] = 8,
            };
        }

        config["tie_word_embeddings"] = modelType is "gpt2" or "gemma2";
        File.WriteAllBytes(Path.Combine(folder, "config.json"), Encoding.UTF8.GetBytes(config.ToJsonString()));
        return folder;
    }
}
