using System.Text.Json.Nodes;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Decoders of random weights, two layers each, written under the names that Hugging Face gives their tensors.</summary>
internal static class TinyDecoder
{
    public const int Hidden = 8;
    public const int Intermediate = 6;
    public const int Vocabulary = 12;
    public const int Positions = 16;
    public const int Heads = 4;
    public const int KeyHeads = 2;

    /// <summary>The model types there are.</summary>
    public static IEnumerable<string> ModelTypes => ["gemma2", "gpt2", "llama", "mistral", "phi3", "qwen2", "qwen3"];

    /// <summary>config.json in the words of transformers 4, which published checkpoints have.</summary>
    public static JsonObject Config(string modelType) => modelType == "gpt2"
        ? new JsonObject
        {
            ["model_type"] = modelType,
            ["architectures"] = new JsonArray("GPT2LMHeadModel"),
            ["n_embd"] = Hidden,
            ["n_layer"] = 2,
            ["n_head"] = Heads,
            ["n_inner"] = Intermediate,
            ["n_positions"] = Positions,
            ["vocab_size"] = Vocabulary,
        }
        : new JsonObject
        {
            ["model_type"] = modelType,
            ["architectures"] = new JsonArray("ModelForCausalLM"),
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = 2,
            ["num_attention_heads"] = Heads,
            ["num_key_value_heads"] = KeyHeads,
            ["head_dim"] = HeadSize(modelType),
            ["intermediate_size"] = Intermediate,
            ["max_position_embeddings"] = Positions,
            ["vocab_size"] = Vocabulary,
            ["rope_theta"] = 100,
            ["sliding_window"] = 3,
            ["use_sliding_window"] = true,
            ["max_window_layers"] = 1,
            ["query_pre_attn_scalar"] = 3,
            ["attn_logit_softcapping"] = 2,
            ["final_logit_softcapping"] = 4,
        };

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="biases">Whether every map of a decoder that may have biases has one.</param>
    public static string Write(string folder, JsonObject config, bool biases = false)
    {
        string modelType = (string)config["model_type"]!;
        var shapes = new Dictionary<string, long[]>();
        if (modelType == "gpt2")
        {
            AddGpt2(shapes);
            return RandomWeights.Write(folder, config, shapes);
        }

        config["attention_bias"] = biases;
        config["mlp_bias"] = biases;
        shapes.Add("model.embed_tokens.weight", [Vocabulary, Hidden]);
        shapes.Add("model.norm.weight", [Hidden]);
        if (modelType != "gemma2" && ((string)config["architectures"]![0]!).EndsWith("ForCausalLM", StringComparison.Ordinal))
        {
            shapes.Add("lm_head.weight", [Vocabulary, Hidden]);
        }

        for (int layer = 0; layer < 2; layer++)
        {
            AddLayer(shapes, modelType, $"model.layers.{layer}.", biases);
        }

        return RandomWeights.Write(folder, config, shapes);
    }

    private static int HeadSize(string modelType) => modelType == "qwen3" ? 6 : Hidden / Heads;

    private static void AddLayer(Dictionary<string, long[]> shapes, string modelType, string path, bool biases)
    {
        (int width, int keyWidth) = (Heads * HeadSize(modelType), KeyHeads * HeadSize(modelType));
        string[] norms = modelType == "gemma2"
            ? ["input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"]
            : ["input_layernorm", "post_attention_layernorm"];
        foreach (string norm in norms)
        {
            shapes.Add($"{path}{norm}.weight", [Hidden]);
        }

        if (modelType == "qwen3")
        {
            shapes.Add(path + "self_attn.q_norm.weight", [HeadSize(modelType)]);
            shapes.Add(path + "self_attn.k_norm.weight", [HeadSize(modelType)]);
        }

        bool queryBias = biases || modelType == "qwen2";
        if (modelType == "phi3")
        {
            Add("self_attn.qkv_proj", Hidden, width + (2 * keyWidth), false);
            Add("mlp.gate_up_proj", Hidden, 2 * Intermediate, false);
        }
        else
        {
            Add("self_attn.q_proj", Hidden, width, queryBias);
            Add("self_attn.k_proj", Hidden, keyWidth, queryBias);
            Add("self_attn.v_proj", Hidden, keyWidth, queryBias);
            Add("mlp.gate_proj", Hidden, Intermediate, biases);
            Add("mlp.up_proj", Hidden, Intermediate, biases);
        }

        Add("self_attn.o_proj", width, Hidden, biases);
        Add("mlp.down_proj", Intermediate, Hidden, biases);

        void Add(string name, int inFeatures, int outFeatures, bool bias)
        {
            shapes.Add($"{path}{name}.weight", [outFeatures, inFeatures]);
            if (bias)
            {
                shapes.Add($"{path}{name}.bias", [outFeatures]);
            }
        }
    }

    private static void AddGpt2(Dictionary<string, long[]> shapes)
    {
        shapes.Add("wte.weight", [Vocabulary, Hidden]);
        shapes.Add("wpe.weight", [Positions, Hidden]);
        AddNorm("ln_f");
        for (int layer = 0; layer < 2; layer++)
        {
            string path = $"h.{layer}.";
            AddNorm(path + "ln_1");
            AddNorm(path + "ln_2");
            Add(path + "attn.c_attn", Hidden, 3 * Hidden);
            Add(path + "attn.c_proj", Hidden, Hidden);
            Add(path + "mlp.c_fc", Hidden, Intermediate);
            Add(path + "mlp.c_proj", Intermediate, Hidden);
        }

        void AddNorm(string name)
        {
            shapes.Add(name + ".weight", [Hidden]);
            shapes.Add(name + ".bias", [Hidden]);
        }

        void Add(string name, int inFeatures, int outFeatures)
        {
            shapes.Add(name + ".weight", [inFeatures, outFeatures]);
            shapes.Add(name + ".bias", [outFeatures]);
        }
    }
}
