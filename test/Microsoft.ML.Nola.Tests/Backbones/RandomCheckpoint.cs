using System.Text.Json.Nodes;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Tiny encoders of random weights, every tensor of them, written under the names that Hugging Face gives them.</summary>
internal static class RandomCheckpoint
{
    public const int Hidden = 8;
    public const int Intermediate = 12;
    public const int Vocabulary = 11;

    /// <summary>The longest text.</summary>
    public const int Positions = 6;
    public const int Layers = 2;

    private const int Heads = 2;
    private const int NarrowEmbedding = 5;
    private const int PaddingId = 1;

    private static readonly string[] BertLinears =
        ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"];

    private static readonly string[] BertNorms = ["attention.output.LayerNorm", "output.LayerNorm"];

    private static readonly string[] DistilBertLinears =
        ["attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin", "ffn.lin1", "ffn.lin2"];

    private static readonly string[] DistilBertNorms = ["sa_layer_norm", "output_layer_norm"];

    private static readonly string[] MpnetLinears =
        ["attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o", "intermediate.dense", "output.dense"];

    private static readonly string[] MpnetNorms = ["attention.LayerNorm", "output.LayerNorm"];

    /// <summary>Writes a folder with config.json and model.safetensors.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <param name="modelType">A model_type whose network is built from post-norm layers.</param>
    /// <param name="change">What changes names and shapes of the tensors first, if anything does.</param>
    public static string Write(string folder, string modelType, Action<Dictionary<string, long[]>>? change = null)
    {
        Dictionary<string, long[]> shapes = Shapes(modelType);
        change?.Invoke(shapes);
        return RandomWeights.Write(folder, Config(modelType), shapes);
    }

    /// <summary>The config.json of a model type; texts have up to <see cref="Positions"/> tokens in each.</summary>
    public static JsonObject Config(string modelType)
    {
        if (modelType == "distilbert")
        {
            return new JsonObject
            {
                ["model_type"] = modelType,
                ["dim"] = Hidden,
                ["n_layers"] = Layers,
                ["n_heads"] = Heads,
                ["hidden_dim"] = Intermediate,
                ["vocab_size"] = Vocabulary,
                ["max_position_embeddings"] = Positions,
            };
        }

        var config = new JsonObject
        {
            ["model_type"] = modelType,
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["intermediate_size"] = Intermediate,
            ["vocab_size"] = Vocabulary,
            ["max_position_embeddings"] = PositionRows(modelType),
            ["type_vocab_size"] = 2,
        };
        if (modelType == "electra")
        {
            config["embedding_size"] = NarrowEmbedding;
        }

        if (HasPositionsById(modelType))
        {
            config["pad_token_id"] = PaddingId;
        }

        return config;
    }

    private static bool HasPositionsById(string modelType) => modelType is "mpnet" or "roberta" or "xlm-roberta";

    private static int PositionRows(string modelType) => HasPositionsById(modelType) ? Positions + PaddingId + 1 : Positions;

    private static Dictionary<string, long[]> Shapes(string modelType)
    {
        (string stack, string[] linears, string[] norms) = modelType switch
        {
            "distilbert" => ("transformer", DistilBertLinears, DistilBertNorms),
            "mpnet" => ("encoder", MpnetLinears, MpnetNorms),
            _ => ("encoder", BertLinears, BertNorms),
        };
        int width = modelType == "electra" ? NarrowEmbedding : Hidden;
        var shapes = new Dictionary<string, long[]>
        {
            ["embeddings.word_embeddings.weight"] = [Vocabulary, width],
            ["embeddings.position_embeddings.weight"] = [PositionRows(modelType), width],
        };
        if (modelType is not ("distilbert" or "mpnet"))
        {
            shapes.Add("embeddings.token_type_embeddings.weight", [2, width]);
        }

        AddNorm("embeddings.LayerNorm", width);
        if (modelType == "electra")
        {
            shapes.Add("embeddings_project.weight", [Hidden, width]);
            shapes.Add("embeddings_project.bias", [Hidden]);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"{stack}.layer.{layer}.";
            for (int i = 0; i < linears.Length; i++)
            {
                (long inputs, long outputs) = i switch { 4 => (Hidden, Intermediate), 5 => (Intermediate, Hidden), _ => (Hidden, Hidden) };
                shapes.Add(path + linears[i] + ".weight", [outputs, inputs]);
                shapes.Add(path + linears[i] + ".bias", [outputs]);
            }

            Array.ForEach(norms, norm => AddNorm(path + norm, Hidden));
        }

        if (modelType == "mpnet")
        {
            shapes.Add("encoder.relative_attention_bias.weight", [32, Heads]);
        }

        return shapes;

        void AddNorm(string name, int size)
        {
            shapes.Add(name + ".weight", [size]);
            shapes.Add(name + ".bias", [size]);
        }
    }
}
