using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Nola.Testing;

/// <summary>Writes a Hugging Face folder with a BERT of random weights: small enough that a fit takes moments, whole enough that nothing knows the difference.</summary>
public sealed class TinyBackbone
{
    private const int Hidden = 32;
    private const int Layers = 2;
    private const int Heads = 4;
    private const int Intermediate = 64;
    private const int Positions = 64;

    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
    private static readonly string[] Syllables = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo"];

    private readonly Random _random;
    private readonly SortedDictionary<string, (int[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);

    private TinyBackbone(int seed)
    {
        _random = new Random(seed);
    }

    /// <summary>The words that the vocabulary holds: every pair of syllables.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Syllables.SelectMany(first => Syllables.Select(second => first + second))];

    /// <summary>Writes a backbone; each seed gives another one, and another identity.</summary>
    public static string Write(string folder, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        var backbone = new TinyBackbone(seed);
        backbone.AddTensors();
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            architectures = new[] { "BertModel" },
            model_type = "bert",
            hidden_act = "gelu",
            hidden_size = Hidden,
            num_hidden_layers = Layers,
            num_attention_heads = Heads,
            intermediate_size = Intermediate,
            max_position_embeddings = Positions,
            type_vocab_size = 2,
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
        Add("embeddings.word_embeddings.weight", Special.Length + Words.Count, Hidden);
        Add("embeddings.position_embeddings.weight", Positions, Hidden);
        Add("embeddings.token_type_embeddings.weight", 2, Hidden);
        AddNorm("embeddings.LayerNorm");
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"encoder.layer.{layer}.";
            AddLinear(prefix + "attention.self.query", Hidden, Hidden);
            AddLinear(prefix + "attention.self.key", Hidden, Hidden);
            AddLinear(prefix + "attention.self.value", Hidden, Hidden);
            AddLinear(prefix + "attention.output.dense", Hidden, Hidden);
            AddNorm(prefix + "attention.output.LayerNorm");
            AddLinear(prefix + "intermediate.dense", Hidden, Intermediate);
            AddLinear(prefix + "output.dense", Intermediate, Hidden);
            AddNorm(prefix + "output.LayerNorm");
        }

        AddLinear("pooler.dense", Hidden, Hidden);
    }

    private void AddLinear(string name, int inputs, int outputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    private void AddNorm(string name)
    {
        _tensors.Add(name + ".weight", ([Hidden], [.. Enumerable.Repeat(1f, Hidden)]));
        _tensors.Add(name + ".bias", ([Hidden], new float[Hidden]));
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
