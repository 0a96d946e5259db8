using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints.Gguf;

/// <summary>Converts the folder of a small decoder to a GGUF file in F32, as llama.cpp's conversion does: names, rotation, transposes, norms.</summary>
internal static partial class GgufConversion
{
    private static readonly (string From, string To)[] Modules =
    [
        ("^model\\.embed_tokens", "token_embd"), ("^model\\.norm", "output_norm"), ("^lm_head", "output"), ("^model\\.layers", "blk"),
        ("input_layernorm", "attn_norm"), ("self_attn\\.(q|k|v)_proj", "attn_$1"), ("self_attn\\.qkv_proj", "attn_qkv"), ("self_attn\\.o_proj", "attn_output"),
        ("self_attn\\.(q|k)_norm", "attn_$1_norm"), ("post_attention_layernorm", "ffn_norm"), ("mlp\\.(gate|up|down)_proj", "ffn_$1"),
        ("mlp\\.gate_up_proj", "ffn_up"),
        ("^(transformer\\.)?wte", "token_embd"), ("^(transformer\\.)?wpe", "position_embd"), ("^(transformer\\.)?ln_f", "output_norm"), ("^(transformer\\.)?h\\.", "blk."),
        ("ln_1", "attn_norm"), ("attn\\.c_attn", "attn_qkv"), ("attn\\.c_proj", "attn_output"), ("ln_2", "ffn_norm"), ("mlp\\.c_fc", "ffn_up"),
        ("mlp\\.c_proj", "ffn_down"),
    ];

    /// <summary>Makes the writer of the file, to which a test may still do something.</summary>
    public static GgufWriter FromFolder(string folder)
    {
        JsonElement config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json"))).RootElement;
        string type = config.GetProperty("model_type").GetString()!;
        string architecture = type == "mistral" ? "llama" : type;
        GgufWriter writer = new GgufWriter().Add("general.architecture", architecture);
        bool isGpt2 = type == "gpt2";
        AddIntegers(writer, config, architecture, isGpt2
            ? [("n_embd", "embedding_length"), ("n_layer", "block_count"), ("n_head", "attention.head_count"), ("n_positions", "context_length")]
            : [
                ("hidden_size", "embedding_length"), ("num_hidden_layers", "block_count"), ("num_attention_heads", "attention.head_count"),
                ("num_key_value_heads", "attention.head_count_kv"), ("max_position_embeddings", "context_length"), ("intermediate_size", "feed_forward_length"),
                ("head_dim", "attention.key_length"), ("head_dim", "attention.value_length"), ("sliding_window", "attention.sliding_window"),
            ]);
        string epsilon = isGpt2 ? "layer_norm_epsilon" : "rms_norm_eps";
        writer.Add($"{architecture}.attention.{(isGpt2 ? epsilon : "layer_norm_rms_epsilon")}", config.GetProperty(epsilon).GetSingle());
        foreach (string cap in (string[])["attn_logit_softcapping", "final_logit_softcapping"])
        {
            if (config.TryGetProperty(cap, out JsonElement value))
            {
                writer.Add($"{architecture}.{cap}", value.GetSingle());
            }
        }

        if (config.TryGetProperty("rope_parameters", out JsonElement rope))
        {
            AddRotary(writer, rope, architecture, HeadSize(config));
        }

        AddTensors(writer, folder, config, type);
        return writer;
    }

    private static void AddIntegers(GgufWriter writer, JsonElement config, string architecture, (string Name, string Key)[] names)
    {
        foreach ((string name, string key) in names)
        {
            if (config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number)
            {
                writer.Add($"{architecture}.{key}", value.GetUInt32());
            }
        }
    }

    private static void AddRotary(GgufWriter writer, JsonElement rope, string architecture, int headSize)
    {
        float theta = rope.GetProperty("rope_theta").GetSingle();
        writer.Add(architecture + ".rope.freq_base", theta);
        string type = rope.GetProperty("rope_type").GetString()!;
        if (type == "linear")
        {
            writer.Add(architecture + ".rope.scaling.type", type).Add(architecture + ".rope.scaling.factor", rope.GetProperty("factor").GetSingle());
        }
        else if (type == "llama3")
        {
            double factor = rope.GetProperty("factor").GetDouble();
            double length = rope.GetProperty("original_max_position_embeddings").GetDouble();
            writer.Add(architecture + ".rope.scaling.original_context_length", (uint)length);
            writer.AddTensor("rope_freqs.weight", [.. Enumerable.Range(0, headSize / 2).Select(i => Llama3(theta, i, headSize, factor, length))], headSize / 2);
        }
    }

    /// <summary>As the conversion writes it, with low_freq_factor 1 and high_freq_factor 4.</summary>
    private static float Llama3(double theta, int i, int headSize, double factor, double length)
    {
        double wave = 2 * Math.PI * Math.Pow(theta, 2.0 * i / headSize);
        double smooth = ((length / wave) - 1) / 3;
        return (float)(wave < length / 4 ? 1 : wave > length ? factor : 1 / (((1 - smooth) / factor) + smooth));
    }

    private static int HeadSize(JsonElement config) => config.TryGetProperty("head_dim", out JsonElement size)
        ? size.GetInt32() : config.GetProperty("hidden_size").GetInt32() / config.GetProperty("num_attention_heads").GetInt32();

    private static void AddTensors(GgufWriter writer, string folder, JsonElement config, string type)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        foreach (SafetensorsEntry entry in file.Tensors.Values)
        {
            if (entry.Name.EndsWith(".attn.bias", StringComparison.Ordinal) || entry.Name.EndsWith("masked_bias", StringComparison.Ordinal))
            {
                continue;
            }

            var values = new float[entry.ElementCount];
            file.ReadSingles(entry, values);
            string name = Rename(entry.Name, type);
            long[] shape = [.. entry.Shape];
            if (type is "llama" or "mistral" && HeadsPattern().Match(name) is { Success: true } match)
            {
                values = Interleave(values, shape, config.GetProperty(match.Groups["part"].Value == "q" ? "num_attention_heads" : "num_key_value_heads").GetInt32());
            }
            else if (type == "gemma2" && name.EndsWith("norm.weight", StringComparison.Ordinal))
            {
                values = [.. values.Select(static value => value + 1)];
            }
            else if (type == "gpt2" && name.StartsWith("blk", StringComparison.Ordinal) && shape.Length == 2)
            {
                (values, shape) = (Transpose(values, (int)shape[0], (int)shape[1]), [shape[1], shape[0]]);
            }

            writer.AddTensor(name, values, shape);
        }
    }

    private static string Rename(string name, string type)
    {
        if (type == "gemma2")
        {
            name = name.Replace("post_attention_layernorm", "post_attention_norm", StringComparison.Ordinal)
                .Replace("pre_feedforward_layernorm", "ffn_norm", StringComparison.Ordinal)
                .Replace("post_feedforward_layernorm", "post_ffw_norm", StringComparison.Ordinal);
        }

        return Modules.Aggregate(name, static (current, module) => Regex.Replace(current, module.From, module.To));
    }

    /// <summary>reshape(heads, 2, size / 2, width).swapaxes(1, 2), as the conversion has it.</summary>
    private static float[] Interleave(float[] values, long[] shape, int heads)
    {
        int width = shape.Length == 1 ? 1 : (int)shape[1];
        int half = (int)shape[0] / heads / 2;
        var result = new float[values.Length];
        for (int head = 0; head < heads; head++)
        {
            for (int part = 0; part < 2; part++)
            {
                for (int i = 0; i < half; i++)
                {
                    Array.Copy(values, ((head * 2 * half) + (part * half) + i) * width, result, ((head * 2 * half) + (2 * i) + part) * width, width);
                }
            }
        }

        return result;
    }

    private static float[] Transpose(float[] values, int rows, int columns)
    {
        var result = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            result[(i % columns * rows) + (i / columns)] = values[i];
        }

        return result;
    }

    [GeneratedRegex(@"^blk\.\d+\.attn_(?<part>q|k)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HeadsPattern();
}
