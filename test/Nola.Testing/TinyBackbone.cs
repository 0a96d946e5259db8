using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
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

    private readonly Random _random;
    private readonly SortedDictionary<string, (int[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);

    private readonly int _hidden;
    private readonly int _layers;

    private readonly int _tokenTypes;

    private TinyBackbone(int seed, int hidden, int layers, int tokenTypes)
    {
        _tokenTypes = tokenTypes;
        _random = new Random(seed);
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
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), backbone.ToSafetensors());
        return folder;
    }

    private void AddTensors()
    {
        Add("embeddings.word_embeddings.weight", Special.Length + Words.Count, _hidden);
        Add("embeddings.position_embeddings.weight", Positions, _hidden);
        Add("embeddings.token_type_embeddings.weight", _tokenTypes, _hidden);
        AddNorm("embeddings.LayerNorm");
        for (int layer = 0; layer < _layers; layer++)
        {
            string prefix = $"encoder.layer.{layer}.";
            AddLinear(prefix + "attention.self.query", _hidden, _hidden);
            AddLinear(prefix + "attention.self.key", _hidden, _hidden);
            AddLinear(prefix + "attention.self.value", _hidden, _hidden);
            AddLinear(prefix + "attention.output.dense", _hidden, _hidden);
            AddNorm(prefix + "attention.output.LayerNorm");
            AddLinear(prefix + "intermediate.dense", _hidden, Intermediate);
            AddLinear(prefix + "output.dense", Intermediate, _hidden);
            AddNorm(prefix + "output.LayerNorm");
        }

        AddLinear("pooler.dense", _hidden, _hidden);
    }

    private void AddLinear(string name, int inputs, int outputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    private void AddNorm(string name)
    {
        _tensors.Add(name + ".weight", ([_hidden], [.. Enumerable.Repeat(1f, _hidden)]));
        _tensors.Add(name + ".bias", ([_hidden], new float[_hidden]));
    }

    private void Add(string name, params int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((_random.NextDouble() - 0.5) * 0.4);
        }

        _tensors.Add(name, (shape, values));
    }

    /// <summary>The format: the header's length in 8 bytes, the header as JSON, the tensors one after another.</summary>
    private byte[] ToSafetensors()
    {
        var header = new Dictionary<string, object>();
        using var data = new MemoryStream();
        foreach ((string name, (int[] shape, float[] values)) in _tensors)
        {
            long start = data.Length;
            data.Write(MemoryMarshal.AsBytes<float>(values));
            header.Add(name, new { dtype = "F32", shape, data_offsets = new[] { start, data.Length } });
        }

        byte[] json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data.ToArray()];
    }
}
