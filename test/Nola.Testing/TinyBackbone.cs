using System.Text.Json;

namespace Nola.Testing;

/// <summary>
/// Writes a Hugging Face folder with a BERT of random weights: small enough that a fit takes moments, whole enough that nothing knows the difference.
/// </summary>
public sealed class TinyBackbone
{
    private const int HeadSize = 8;
    private const int Positions = 64;

    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo"];

    private readonly TinyTensors _tensors;
    private readonly int _hidden;
    private readonly int _layers;

    private readonly int _tokenTypes;

    private TinyBackbone(int seed, int hidden, int layers, int tokenTypes)
    {
        _tokenTypes = tokenTypes;
        _tensors = new TinyTensors(seed);
        _hidden = hidden;
        _layers = layers;
    }

    /// <summary>The words that the vocabulary holds: every pair of syllables.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Syllables.SelectMany(first => Syllables.Select(second => first + second))];

    private int Intermediate => 2 * _hidden;

    /// <summary>Writes a backbone; each seed gives another one, and another identity.</summary>
    /// <param name="folder">The folder; it is made if it is missing.</param>
    /// <param name="seed">The seed of the weights.</param>
    /// <param name="hidden">The width, a multiple of 8.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="tokenTypes">The types of token.</param>
    public static string Write(string folder, int seed = 1, int hidden = 32, int layers = 2, int tokenTypes = 2)
    {
        Directory.CreateDirectory(folder);
        var backbone = new TinyBackbone(seed, hidden, layers, tokenTypes);
        backbone.AddTensors();
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            architectures = new[] { "BertModel" },
            model_type = "bert",
            hidden_act = "gelu",
            hidden_size = hidden,
            num_hidden_layers = layers,
            num_attention_heads = hidden / HeadSize,
            intermediate_size = backbone.Intermediate,
            max_position_embeddings = Positions,
            type_vocab_size = tokenTypes,
            layer_norm_eps = 1e-12,
            pad_token_id = 0,
            vocab_size = Special.Length + Words.Count,
        }));
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), string.Join('\n', [.. Special, .. Words]) + "\n");
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"do_lower_case": true}""");
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), backbone._tensors.ToSafetensors());
        return folder;
    }

    private void AddTensors()
    {
        _tensors.Add("embeddings.word_embeddings.weight", Special.Length + Words.Count, _hidden);
        _tensors.Add("embeddings.position_embeddings.weight", Positions, _hidden);
        _tensors.Add("embeddings.token_type_embeddings.weight", _tokenTypes, _hidden);
        _tensors.AddNorm("embeddings.LayerNorm", _hidden);
        for (int layer = 0; layer < _layers; layer++)
        {
            string prefix = $"encoder.layer.{layer}.";
            _tensors.AddLinear(prefix + "attention.self.query", _hidden, _hidden);
            _tensors.AddLinear(prefix + "attention.self.key", _hidden, _hidden);
            _tensors.AddLinear(prefix + "attention.self.value", _hidden, _hidden);
            _tensors.AddLinear(prefix + "attention.output.dense", _hidden, _hidden);
            _tensors.AddNorm(prefix + "attention.output.LayerNorm", _hidden);
            _tensors.AddLinear(prefix + "intermediate.dense", _hidden, Intermediate);
            _tensors.AddLinear(prefix + "output.dense", Intermediate, _hidden);
            _tensors.AddNorm(prefix + "output.LayerNorm", _hidden);
        }

        _tensors.AddLinear("pooler.dense", _hidden, _hidden);
    }
}
