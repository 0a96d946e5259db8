using System.Text.Json;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>Says what config.json of the checkpoint says that a GGUF file was made from, as far as a network is read by it.</summary>
internal sealed class GgufConfig
{
    /// <summary>No dimension of a network is larger.</summary>
    private const int Most = int.MaxValue;

    private const string Embedding = "token_embd.weight";

    private static readonly Dictionary<string, Action<GgufConfig>> Writers = new(StringComparer.Ordinal)
    {
        ["llama"] = static config => config.WriteLlama(),
        ["qwen2"] = static config => config.WriteQwen("qwen2"),
        ["qwen3"] = static config => config.WriteQwen("qwen3"),
        ["gemma2"] = static config => config.WriteGemma2(),
        ["phi3"] = static config => config.WritePhi3(),
        ["gpt2"] = static config => config.WriteGpt2(),
    };

    private readonly GgufFile _file;
    private readonly GgufMetadata _metadata;
    private readonly Utf8JsonWriter _json;
    private readonly string _architecture;

    /// <summary>From which metadata a setting was taken.</summary>
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal) { ["vocab_size"] = "rows of " + Embedding };

    private GgufConfig(GgufFile file, Utf8JsonWriter json)
    {
        _file = file;
        _metadata = file.Metadata;
        _json = json;
        _architecture = GgufArchitecture.Of(_metadata).Name;
    }

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="CorruptModelException">A value is missing, of another kind or out of range.</exception>
    /// <exception cref="NolaCompatibilityException">The architecture or a setting is not known.</exception>
    public static JsonSettings Read(GgufFile file)
    {
        using var stream = new MemoryStream();
        IReadOnlyDictionary<string, string> sources;
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            var config = new GgufConfig(file, json);
            config.RequireWhole();
            Writers[config._architecture](config);
            GgufTokenIds.Write(file.Metadata, json);
            json.WriteEndObject();
            sources = config._sources;
        }

        return JsonSettings.Parse(stream.ToArray(), file.Origin, sources);
    }

    /// <summary>Refuses what would make another network of equal tensors.</summary>
    private void RequireWhole()
    {
        if (_metadata.GetIntegerOrNull("split.count", 0, Most) > 1)
        {
            throw new NolaCompatibilityException(
                $"'{_file.Origin}' is one of several parts of a model ('split.count'), which are not read. Merge them with llama-gguf-split --merge.");
        }

        RequireAbsent("expert_count", 0);
        foreach (string key in (string[])["attention.scale", "logit_scale", "embedding_scale", "residual_scale", "attention.max_alibi_bias", "attention.clamp_kqv"])
        {
            if (_metadata.GetNumberOrNull(Key(key)) is { } number and not 0)
            {
                throw Refuse(key, FormattableString.Invariant($"{number}"));
            }
        }

        if (_metadata.GetBooleanOrNull(Key("attention.causal")) == false)
        {
            throw Refuse("attention.causal", "false");
        }
    }

    private void WriteLlama()
    {
        int? window = WindowOrNull();
        _json.WriteString("model_type", window is null ? "llama" : "mistral");
        WriteDecoder();
        WriteRotary();
        _json.WriteString("hidden_act", "silu");
        WriteIfThere("sliding_window", "attention.sliding_window", window);
        _json.WriteBoolean("attention_bias", HasTensor("blk.0.attn_q.bias"));
        _json.WriteBoolean("mlp_bias", HasTensor("blk.0.ffn_down.bias"));
    }

    private void WriteQwen(string modelType)
    {
        _json.WriteString("model_type", modelType);
        WriteDecoder();
        WriteRotary();
        _json.WriteString("hidden_act", "silu");
        RequireAbsent("attention.sliding_window", 0);
        _json.WriteBoolean("use_sliding_window", false);
        if (modelType == "qwen3")
        {
            _json.WriteBoolean("attention_bias", HasTensor("blk.0.attn_q.bias"));
        }
    }

    private void WriteGemma2()
    {
        const int LayersOfLargest = 46;
        _json.WriteString("model_type", "gemma2");
        WriteDecoder();
        WriteRotary();
        _json.WriteString("hidden_activation", "gelu_pytorch_tanh");
        _json.WriteString("hidden_act", "gelu_pytorch_tanh");
        WriteIfThere("sliding_window", "attention.sliding_window", WindowOrNull());
        WriteCap("attn_logit_softcapping");
        WriteCap("final_logit_softcapping");
        // No key has it: llama.cpp knows that the largest of the three models (27B) divides by the width of a head that would fill the hidden size.
        int scale = Integer("block_count") == LayersOfLargest ? Integer("embedding_length") / GgufHeads.Read(_metadata).Query : HeadSize();
        _json.WriteNumber("query_pre_attn_scalar", scale);
    }

    private void WritePhi3()
    {
        _json.WriteString("model_type", "phi3");
        WriteDecoder();
        WriteRotary();
        _json.WriteString("hidden_act", "silu");
        WriteIfThere("sliding_window", "attention.sliding_window", WindowOrNull());
    }

    private void WriteGpt2()
    {
        _json.WriteString("model_type", "gpt2");
        WriteInteger("n_embd", "embedding_length");
        WriteInteger("n_layer", "block_count");
        Write("n_head", "attention.head_count", GgufHeads.Read(_metadata).Query);
        WriteInteger("n_positions", "context_length");
        WriteIfThere("n_inner", "feed_forward_length", _metadata.GetIntegerOrNull(Key("feed_forward_length"), 1, Most));
        Write("layer_norm_epsilon", "attention.layer_norm_epsilon", Number("attention.layer_norm_epsilon"));
        _json.WriteString("activation_function", "gelu_new");
        WriteVocabulary();
    }

    private void WriteDecoder()
    {
        GgufHeads heads = GgufHeads.Read(_metadata);
        WriteInteger("hidden_size", "embedding_length");
        WriteInteger("num_hidden_layers", "block_count");
        WriteInteger("intermediate_size", "feed_forward_length");
        Write("num_attention_heads", "attention.head_count", heads.Query);
        Write("num_key_value_heads", "attention.head_count_kv", heads.KeyValue);
        Write("head_dim", "attention.key_length", HeadSize());
        if (!_metadata.Has(Key("attention.key_length")))
        {
            _sources["head_dim"] = $"width of a head, {Key("embedding_length")} / {Key("attention.head_count")}";
        }

        WriteInteger("max_position_embeddings", "context_length");
        Write("rms_norm_eps", "attention.layer_norm_rms_epsilon", Number("attention.layer_norm_rms_epsilon"));
        WriteVocabulary();
    }

    /// <summary>The vocabulary's size is that of the embedding: of tokens there may be fewer. A head that is not in the file is the embedding.</summary>
    private void WriteVocabulary()
    {
        long size = _file.Tensors.TryGetValue(Embedding, out GgufEntry? entry) && entry.Shape.Count == 2
            ? entry.Shape[0]
            : throw new CorruptModelException(_file.Origin, $"the tensor '{Embedding}' is missing or no matrix");
        _json.WriteNumber("vocab_size", size);
        _json.WriteBoolean("tie_word_embeddings", !HasTensor("output.weight"));
    }

    private void WriteRotary()
    {
        int size = HeadSize();
        int turned = _metadata.GetIntegerOrNull(Key("rope.dimension_count"), 1, Most) ?? size;
        if (turned != size)
        {
            throw Refuse("rope.dimension_count", FormattableString.Invariant($"{turned}, and heads have {size} numbers"));
        }

        Write("rope_theta", "rope.freq_base", _metadata.GetNumberOrNull(Key("rope.freq_base")) ?? 10_000);
        const string OlderFactor = "rope.scale_linear";
        _sources["rope_scaling.factor"] = Key(_metadata.Has(Key(OlderFactor)) ? OlderFactor : "rope.scaling.factor");
        GgufRotaryScaling.Write(_file, _architecture, turned, _json);
    }

    private int HeadSize()
    {
        int given = _metadata.GetIntegerOrNull(Key("attention.key_length"), 1, Most) ?? (Integer("embedding_length") / GgufHeads.Read(_metadata).Query);
        int values = _metadata.GetIntegerOrNull(Key("attention.value_length"), 1, Most) ?? given;
        return values == given ? given : throw Refuse("attention.value_length", FormattableString.Invariant($"{values}, and keys have {given} numbers"));
    }

    private void WriteCap(string name)
    {
        if (_metadata.GetNumberOrNull(Key(name)) is { } cap)
        {
            Write(name, name, cap);
        }
    }

    private void WriteInteger(string name, string key) => Write(name, key, Integer(key));

    private void WriteIfThere(string name, string key, int? value)
    {
        if (value is { } number)
        {
            Write(name, key, number);
        }
    }

    private void Write(string name, string key, double value)
    {
        _json.WriteNumber(name, value);
        _sources[name] = Key(key);
    }

    private int? WindowOrNull() => _metadata.GetIntegerOrNull(Key("attention.sliding_window"), 0, Most) is { } window and > 0 ? window : null;

    private bool HasTensor(string name) => _file.Tensors.ContainsKey(name);

    private int Integer(string key) => _metadata.GetInteger(Key(key), 1, Most);

    private double Number(string key) => _metadata.GetNumberOrNull(Key(key)) ?? throw _metadata.Fault(Key(key), "is missing");

    private string Key(string key) => $"{_architecture}.{key}";

    private void RequireAbsent(string key, int except)
    {
        if (_metadata.GetIntegerOrNull(Key(key), 0, Most) is { } value && value != except)
        {
            throw Refuse(key, FormattableString.Invariant($"{value}"));
        }
    }

    private NolaCompatibilityException Refuse(string key, string value) =>
        new($"'{_file.Origin}' has the metadata '{Key(key)}' {value}, which this version cannot compute with. Take another model, or its model.safetensors.");
}
