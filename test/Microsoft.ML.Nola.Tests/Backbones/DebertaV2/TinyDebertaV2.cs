using System.Text.Json.Nodes;

namespace Microsoft.ML.Nola.Tests.Backbones.DebertaV2;

/// <summary>A DeBERTa v2 of random weights, in each of the forms that a configuration may ask for.</summary>
internal static class TinyDebertaV2
{
    public const int Hidden = 8;
    public const int Intermediate = 12;
    public const int Vocabulary = 12;
    public const int Positions = 24;
    public const int Layers = 2;

    /// <summary>config.json as deberta-v3-base has it, but for sizes.</summary>
    public static JsonObject Config => new()
    {
        ["model_type"] = "deberta-v2",
        ["hidden_size"] = Hidden,
        ["num_hidden_layers"] = Layers,
        ["num_attention_heads"] = 2,
        ["intermediate_size"] = Intermediate,
        ["vocab_size"] = Vocabulary,
        ["max_position_embeddings"] = Positions,
        ["hidden_act"] = "relu",
        ["layer_norm_eps"] = 1e-7,
        ["relative_attention"] = true,
        ["position_biased_input"] = false,
        ["type_vocab_size"] = 0,
        ["max_relative_positions"] = -1,
        ["position_buckets"] = 4,
        ["norm_rel_ebd"] = "layer_norm",
        ["share_att_key"] = true,
        ["pos_att_type"] = "p2c|c2p",
    };

    /// <summary>The same with some fields changed.</summary>
    public static JsonObject Changed(string changes)
    {
        JsonObject config = Config;
        foreach ((string field, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            config[field] = value?.DeepClone();
        }

        return config;
    }

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">The configuration, which says which tensors there are.</param>
    /// <param name="prefix">What stands before every name in the file.</param>
    /// <param name="pooler">Whether there is a head of three classes.</param>
    public static string Write(string folder, JsonObject config, string prefix = "", bool pooler = false)
    {
        int buckets = (int)config["position_buckets"]!;
        var shapes = new Dictionary<string, long[]>
        {
            [$"{prefix}embeddings.word_embeddings.weight"] = [Vocabulary, Hidden],
            [$"{prefix}encoder.rel_embeddings.weight"] = [2 * (buckets > 0 ? buckets : Positions), Hidden],
        };
        Add("embeddings.LayerNorm", Hidden);
        if ((string)config["norm_rel_ebd"]! == "layer_norm")
        {
            Add("encoder.LayerNorm", Hidden);
        }

        if (config["conv_kernel_size"] is { } kernel)
        {
            Add("encoder.conv.conv", Hidden, Hidden / ((int?)config["conv_groups"] ?? 1), (int)kernel);
            Add("encoder.conv.LayerNorm", Hidden);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"encoder.layer.{layer}.";
            foreach (string map in (string[])["query_proj", "key_proj", "value_proj", "pos_key_proj", "pos_query_proj"])
            {
                if (!map.StartsWith("pos_", StringComparison.Ordinal) || !(bool)config["share_att_key"]!)
                {
                    Add($"{path}attention.self.{map}", Hidden, Hidden);
                }
            }

            Add(path + "attention.output.dense", Hidden, Hidden);
            Add(path + "attention.output.LayerNorm", Hidden);
            Add(path + "intermediate.dense", Intermediate, Hidden);
            Add(path + "output.dense", Hidden, Intermediate);
            Add(path + "output.LayerNorm", Hidden);
        }

        if (pooler)
        {
            shapes.Add("pooler.dense.weight", [Hidden, Hidden]);
            shapes.Add("pooler.dense.bias", [Hidden]);
            shapes.Add("classifier.weight", [3, Hidden]);
            shapes.Add("classifier.bias", [3]);
        }

        return RandomWeights.Write(folder, config, shapes);

        void Add(string name, params long[] shape)
        {
            shapes.Add($"{prefix}{name}.weight", shape);
            shapes.Add($"{prefix}{name}.bias", [shape[0]]);
        }
    }
}
