using System.Collections.Frozen;
using System.Globalization;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>
/// An architecture of GGUF files (<c>general.architecture</c>): what its tensors are called in a Hugging Face checkpoint, and what the conversion did to them.
/// </summary>
internal sealed class GgufArchitecture
{
    private static readonly Dictionary<string, string> LlamaOuter = new(StringComparer.Ordinal)
    {
        ["embed_tokens"] = "token_embd", ["norm"] = "output_norm", ["lm_head"] = "output",
    };

    private static readonly Dictionary<string, string> LlamaLayer = new(StringComparer.Ordinal)
    {
        ["input_layernorm"] = "attn_norm", ["self_attn.q_proj"] = "attn_q", ["self_attn.k_proj"] = "attn_k", ["self_attn.v_proj"] = "attn_v",
        ["self_attn.o_proj"] = "attn_output", ["post_attention_layernorm"] = "ffn_norm", ["mlp.gate_proj"] = "ffn_gate", ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
    };

    private static readonly FrozenDictionary<string, GgufArchitecture> Known = new GgufArchitecture[]
    {
        new("llama", "layers.", LlamaOuter, LlamaLayer) { Pairs = ["attn_q", "attn_k"], OtherTensors = ["rope_freqs.weight"] },
        new("qwen2", "layers.", LlamaOuter, LlamaLayer),
        new("qwen3", "layers.", LlamaOuter, new(LlamaLayer, StringComparer.Ordinal)
        {
            ["self_attn.q_norm"] = "attn_q_norm", ["self_attn.k_norm"] = "attn_k_norm",
        }),
        new("gemma2", "layers.", LlamaOuter, new(LlamaLayer, StringComparer.Ordinal)
        {
            ["post_attention_layernorm"] = "post_attention_norm", ["pre_feedforward_layernorm"] = "ffn_norm",
            ["post_feedforward_layernorm"] = "post_ffw_norm",
        })
        {
            NormOffset = -1,
        },
        new("phi3", "layers.", LlamaOuter, new(StringComparer.Ordinal)
        {
            ["input_layernorm"] = "attn_norm", ["self_attn.qkv_proj"] = "attn_qkv", ["self_attn.o_proj"] = "attn_output",
            ["post_attention_layernorm"] = "ffn_norm", ["mlp.gate_up_proj"] = "ffn_up", ["mlp.down_proj"] = "ffn_down",
        }),
        new(
            "gpt2",
            "h.",
            new(StringComparer.Ordinal) { ["wte"] = "token_embd", ["wpe"] = "position_embd", ["ln_f"] = "output_norm", ["lm_head"] = "output" },
            new(StringComparer.Ordinal)
            {
                ["ln_1"] = "attn_norm", ["attn.c_attn"] = "attn_qkv", ["attn.c_proj"] = "attn_output", ["ln_2"] = "ffn_norm", ["mlp.c_fc"] = "ffn_up",
                ["mlp.c_proj"] = "ffn_down",
            })
        {
            // transformers keeps the weights of these layers as [in, out].
            Transposed = ["attn_qkv", "attn_output", "ffn_up", "ffn_down"],
        },
    }.ToFrozenDictionary(static architecture => architecture.Name, StringComparer.Ordinal);

    private readonly string _layerPrefix;
    private readonly Dictionary<string, string> _outer;
    private readonly Dictionary<string, string> _layer;

    private GgufArchitecture(string name, string layerPrefix, Dictionary<string, string> outer, Dictionary<string, string> layer)
    {
        Name = name;
        _layerPrefix = layerPrefix;
        _outer = outer;
        _layer = layer;
    }

    /// <summary>Gets the name in the file.</summary>
    public string Name { get; }

    /// <summary>Gets the modules of a layer whose rows are interleaved for the rotation.</summary>
    private string[] Pairs { get; init; } = [];

    /// <summary>Gets the modules of a layer whose weights are transposed.</summary>
    private string[] Transposed { get; init; } = [];

    /// <summary>Gets what reading adds to the weights of norms: gemma's are stored one larger.</summary>
    private float NormOffset { get; init; }

    /// <summary>Gets the tensors that the configuration is read from.</summary>
    private string[] OtherTensors { get; init; } = [];

    /// <summary>The architecture of a file.</summary>
    /// <exception cref="NolaCompatibilityException">This version does not know it, or the file holds no model.</exception>
    public static GgufArchitecture Of(GgufMetadata metadata)
    {
        const string Key = "general.architecture";
        string type = metadata.GetStringOrNull("general.type") ?? "model";
        if (type != "model")
        {
            throw new NolaCompatibilityException(
                $"'{metadata.Origin}' holds no model: its metadata 'general.type' is '{type}'. Name the GGUF file of the model that it belongs to.");
        }

        string name = metadata.GetString(Key);
        return Known.TryGetValue(name, out GgufArchitecture? architecture)
            ? architecture
            : throw new NolaCompatibilityException(
                $"'{metadata.Origin}' has the {Key} '{name}', which this version does not know. "
                + $"It knows: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Refuses a tensor that no part of the network would read: without it the network would be another.</summary>
    /// <exception cref="NolaCompatibilityException">There is such a tensor.</exception>
    public void RequireKnown(GgufFile file)
    {
        FrozenSet<string> outer = _outer.Values.ToFrozenSet(StringComparer.Ordinal);
        FrozenSet<string> layer = _layer.Values.ToFrozenSet(StringComparer.Ordinal);
        foreach (string name in file.Tensors.Keys)
        {
            string module = Path.ChangeExtension(name, null);
            string[] parts = module.Split('.', 3);
            bool isKnown = parts is ["blk", _, string inner] ? layer.Contains(inner) : outer.Contains(module) || OtherTensors.Contains(name, StringComparer.Ordinal);
            if (!isKnown || Path.GetExtension(name) is not (".weight" or ".bias"))
            {
                throw new NolaCompatibilityException(
                    $"'{file.Origin}' has the tensor '{name}', which this version does not know for the architecture '{Name}', so its network is another one.");
            }
        }
    }

    /// <summary>Finds a tensor by its name in a Hugging Face checkpoint, or <c>null</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The name, with or without the name of the base model before it.</param>
    public GgufTensor? Find(GgufFile file, string name) =>
        StoredNameOf(name, out string? inner) is { } stored && file.Tensors.TryGetValue(stored, out GgufEntry? entry)
            ? new GgufTensor(file, entry, LayoutOf(file, entry, inner))
            : null;

    /// <summary>What files call a tensor of a Hugging Face checkpoint, or <c>null</c> if it is none of this architecture.</summary>
    /// <param name="name">The name, with or without the name of the base model before it.</param>
    /// <param name="inner">The module inside a layer, as files call it; <c>null</c> outside of layers.</param>
    public string? StoredNameOf(string name, out string? inner)
    {
        foreach (string prefix in (string[])["model.", "transformer."])
        {
            name = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
        }

        string suffix = Path.GetExtension(name);
        string module = Path.ChangeExtension(name, null);
        string? stored = _outer.GetValueOrDefault(module);
        inner = null;
        if (stored is null && module.StartsWith(_layerPrefix, StringComparison.Ordinal) && module[_layerPrefix.Length..].Split('.', 2) is [string number, string rest]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && _layer.TryGetValue(rest, out inner))
        {
            stored = string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{inner}");
        }

        return stored is null ? null : stored + suffix;
    }

    private GgufLayout LayoutOf(GgufFile file, GgufEntry entry, string? inner) => new(
        Pairs.Contains(inner, StringComparer.Ordinal) ? HeadsOf(file, entry, inner!) : 0,
        entry.Name.EndsWith(".weight", StringComparison.Ordinal) && Transposed.Contains(inner, StringComparer.Ordinal),
        entry.Name.EndsWith("norm.weight", StringComparison.Ordinal) ? NormOffset : 0);

    private static int HeadsOf(GgufFile file, GgufEntry entry, string inner)
    {
        GgufHeads heads = GgufHeads.Read(file.Metadata);
        int count = inner == "attn_k" ? heads.KeyValue : heads.Query;
        return entry.Shape[0] % (2L * count) == 0
            ? count
            : throw new CorruptModelException(file.Origin, $"tensor '{entry.Name}' has {entry.Shape[0]} rows, which are no {count} heads of an even size");
    }
}
