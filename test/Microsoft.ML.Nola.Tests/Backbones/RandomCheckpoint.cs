using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Tiny encoders of random weights, every tensor of them, written under the names that Hugging Face gives them.</summary>
internal static class RandomCheckpoint
{
    public const int Hidden = 8;
    public const int Intermediate = 12;
    public const int Vocabulary = 11;
    public const int Positions = 6;
    public const int Layers = 2;

    private static readonly string[] BertLinears =
        ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"];

    private static readonly string[] DistilBertLinears =
        ["attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin", "ffn.lin1", "ffn.lin2"];

    /// <summary>Writes a folder with config.json and model.safetensors.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <param name="modelType">bert or distilbert.</param>
    /// <param name="change">What changes names and shapes of the tensors first, if anything does.</param>
    public static string Write(string folder, string modelType, Action<Dictionary<string, long[]>>? change = null)
    {
        Directory.CreateDirectory(folder);
        bool isBert = modelType == "bert";
        File.WriteAllText(Path.Combine(folder, "config.json"), isBert ? BertConfig : DistilBertConfig);
        Dictionary<string, long[]> shapes = isBert
            ? Shapes("encoder", BertLinears, ["attention.output.LayerNorm", "output.LayerNorm"])
            : Shapes("transformer", DistilBertLinears, ["sa_layer_norm", "output_layer_norm"]);
        if (isBert)
        {
            shapes.Add("embeddings.token_type_embeddings.weight", [2, Hidden]);
        }

        change?.Invoke(shapes);
        var random = new Random(17);
        var writer = new SafetensorsWriter();
        foreach ((string name, long[] shape) in shapes)
        {
            float centre = name.EndsWith("orm.weight", StringComparison.Ordinal) ? 1 : 0;
            long count = shape.Aggregate(1L, static (x, y) => x * y);
            writer.Add(name, shape, Enumerable.Range(0, (int)count).Select(_ => centre + random.NextSingle() - 0.5f).ToArray());
        }

        writer.Save(Path.Combine(folder, "model.safetensors"));
        return folder;
    }

    private static string BertConfig => $$"""
        {"model_type": "bert", "hidden_size": {{Hidden}}, "num_hidden_layers": {{Layers}}, "num_attention_heads": 2, "intermediate_size": {{Intermediate}},
         "vocab_size": {{Vocabulary}}, "max_position_embeddings": {{Positions}}, "type_vocab_size": 2}
        """;

    private static string DistilBertConfig => $$"""
        {"model_type": "distilbert", "dim": {{Hidden}}, "n_layers": {{Layers}}, "n_heads": 2, "hidden_dim": {{Intermediate}},
         "vocab_size": {{Vocabulary}}, "max_position_embeddings": {{Positions}}}
        """;

    private static Dictionary<string, long[]> Shapes(string stack, string[] linears, string[] norms)
    {
        var shapes = new Dictionary<string, long[]>
        {
            ["embeddings.word_embeddings.weight"] = [Vocabulary, Hidden],
            ["embeddings.position_embeddings.weight"] = [Positions, Hidden],
        };
        AddNorm("embeddings.LayerNorm");
        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"{stack}.layer.{layer}.";
            for (int i = 0; i < linears.Length; i++)
            {
                (long inputs, long outputs) = i switch { 4 => (Hidden, Intermediate), 5 => (Intermediate, Hidden), _ => (Hidden, Hidden) };
                shapes.Add(path + linears[i] + ".weight", [outputs, inputs]);
                shapes.Add(path + linears[i] + ".bias", [outputs]);
            }

            Array.ForEach(norms, norm => AddNorm(path + norm));
        }

        return shapes;

        void AddNorm(string name)
        {
            shapes.Add(name + ".weight", [Hidden]);
            shapes.Add(name + ".bias", [Hidden]);
        }
    }
}
