using System.Text.Json.Nodes;

namespace Microsoft.ML.Nola.Tests.Backbones.ModernBert;

/// <summary>A ModernBERT of random weights: two layers, the second of which sees a token to each side.</summary>
internal static class TinyModernBert
{
    public const int Hidden = 8;
    public const int Intermediate = 6;
    public const int Vocabulary = 12;

    /// <summary>config.json in the words of transformers 4, which published checkpoints have.</summary>
    public static JsonObject Config => new()
    {
        ["model_type"] = "modernbert",
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = 2,
        ["num_attention_heads"] = 2,
        ["intermediate_size"] = Intermediate,
        ["vocab_size"] = Vocabulary,
        ["max_position_embeddings"] = 24,
        ["hidden_activation"] = "gelu",
        ["local_attention"] = 3,
        ["global_attn_every_n_layers"] = 2,
        ["global_rope_theta"] = 1000,
        ["local_rope_theta"] = 100,
    };

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">What stands before every name in the file.</param>
    /// <param name="biases">Whether every map and norm has a bias.</param>
    /// <param name="head">Whether there is a head of three classes.</param>
    /// <param name="pooling">What the head reads.</param>
    public static string Write(string folder, string prefix = "", bool biases = false, bool head = false, string pooling = "mean")
    {
        JsonObject config = Config;
        var shapes = new Dictionary<string, long[]> { [$"{prefix}embeddings.tok_embeddings.weight"] = [Vocabulary, Hidden] };
        Add(prefix + "embeddings.norm", Hidden);
        for (int layer = 0; layer < 2; layer++)
        {
            string path = $"{prefix}layers.{layer}.";
            if (layer > 0)
            {
                Add(path + "attn_norm", Hidden);
            }

            Add(path + "attn.Wqkv", 3 * Hidden, Hidden);
            Add(path + "attn.Wo", Hidden, Hidden);
            Add(path + "mlp_norm", Hidden);
            Add(path + "mlp.Wi", 2 * Intermediate, Hidden);
            Add(path + "mlp.Wo", Hidden, Intermediate);
        }

        Add(prefix + "final_norm", Hidden);
        if (head)
        {
            Add("head.dense", Hidden, Hidden);
            Add("head.norm", Hidden);
            shapes.Add("classifier.weight", [3, Hidden]);
            shapes.Add("classifier.bias", [3]);
            config["architectures"] = new JsonArray("ModernBertForSequenceClassification");
            config["classifier_pooling"] = pooling;
            config["classifier_activation"] = "relu";
        }

        foreach (string field in (string[])["norm_bias", "attention_bias", "mlp_bias", "classifier_bias"])
        {
            config[field] = biases;
        }

        return RandomWeights.Write(folder, config, shapes);

        void Add(string name, params long[] shape)
        {
            shapes.Add(name + ".weight", shape);
            if (biases)
            {
                shapes.Add(name + ".bias", [shape[0]]);
            }
        }
    }
}
