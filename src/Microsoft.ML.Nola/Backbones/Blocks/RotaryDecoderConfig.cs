using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// What a decoder of LLaMA's kin is built from: the fields of config.json that they share, in the words of transformers 4 or 5, and in what they differ. There
/// is no silent default for a size.
/// </summary>
internal sealed record RotaryDecoderConfig
{
    private const int MaxHeadSize = 1 << 12;

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required AttentionHeads Heads { get; init; }

    /// <summary>The heads of keys and values, each of which serves as many heads of queries.</summary>
    public required AttentionHeads KeyHeads { get; init; }

    public required int IntermediateSize { get; init; }

    public required TextLimits Limits { get; init; }

    public required double NormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    public required RotaryEmbedding Rotary { get; init; }

    /// <summary>Whether the vectors of words are the map to scores too.</summary>
    public required bool TiesWords { get; init; }

    /// <summary>Whether config.json names a class with a map to scores.</summary>
    public required bool IsLanguageModel { get; init; }

    /// <summary>Whether the maps to queries, keys and values have biases.</summary>
    public bool QueryBias { get; init; }

    public bool OutputBias { get; init; }

    public bool MlpBias { get; init; }

    /// <summary>Whether each head of queries and keys is normalised.</summary>
    public bool HasHeadNorms { get; init; }

    /// <summary>Whether the maps to queries, keys and values are stored as one, and those into the feed-forward block too.</summary>
    public bool IsFused { get; init; }

    /// <summary>Whether the gains of norms are one plus what is stored.</summary>
    public bool NormsAroundOne { get; init; }

    /// <summary>Whether the outputs of attention and of the feed-forward block are normalised before they are added.</summary>
    public bool HasPostNorms { get; init; }

    /// <summary>The number under whose root attention scores are divided; null for the width of a head.</summary>
    public double? ScoreDivisor { get; init; }

    /// <summary>The magnitude that no attention score exceeds, or null.</summary>
    public double? AttentionSoftCap { get; init; }

    /// <summary>The magnitude that no score of a next token exceeds, or null.</summary>
    public double? LogitSoftCap { get; init; }

    /// <summary>By what the vectors of words are multiplied.</summary>
    public double WordScale { get; init; } = 1;

    /// <summary>Which layers see a window only, or null if none.</summary>
    public SlidingWindow? Window { get; init; }

    /// <summary>Reads the fields.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="activation">The name of the setting that names the activation.</param>
    /// <param name="defaultActivation">The activation if there is no such setting.</param>
    /// <param name="tiesWords">Whether words are tied if there is no such setting.</param>
    /// <param name="headSize">The width of a head if there is no such setting; null if the heads share the width of the hidden states.</param>
    public static RotaryDecoderConfig Read(
        JsonSettings settings, string activation = "hidden_act", string defaultActivation = "silu", bool tiesWords = false, int? headSize = null)
    {
        int hidden = settings.GetInt32("hidden_size", 1, EncoderConfig.MaxWidth);
        AttentionHeads heads = ReadHeads(settings, hidden, headSize);
        return new RotaryDecoderConfig
        {
            HiddenSize = hidden,
            Layers = settings.GetInt32("num_hidden_layers", 1, EncoderConfig.MaxLayers),
            Heads = heads,
            KeyHeads = heads with { Count = ReadKeyHeads(settings, heads.Count) },
            IntermediateSize = settings.GetInt32("intermediate_size", 1, EncoderConfig.MaxRows),
            Limits = new TextLimits(
                settings.GetInt32("max_position_embeddings", 1, EncoderConfig.MaxRows), settings.GetInt32("vocab_size", 1, EncoderConfig.MaxRows), 0),
            NormEpsilon = settings.GetDouble("rms_norm_eps", 0, 1, defaultValue: 1e-6),
            Activation = settings.GetActivation(activation, defaultActivation),
            Rotary = RotaryEmbedding.Read(settings, heads.Size),
            TiesWords = settings.GetBoolean("tie_word_embeddings", tiesWords),
            IsLanguageModel = settings.Has("architectures")
                && settings.GetStrings("architectures").Any(static name => name.EndsWith("ForCausalLM", StringComparison.Ordinal)),
        };
    }

    /// <summary>Reads <c>sliding_window</c>.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="seesAll">Says of a layer whether it sees all, if no <c>layer_types</c> do.</param>
    /// <param name="defaultLength">The window if the setting is absent; one that is null means that there is none.</param>
    public SlidingWindow? ReadWindow(JsonSettings settings, Func<int, bool> seesAll, int? defaultLength = null)
    {
        const string Key = "sliding_window";
        int? length = settings.Has(Key) ? settings.GetInt32(Key, 1, EncoderConfig.MaxRows)
            : settings.Names.Contains(Key, StringComparer.Ordinal) ? null
            : defaultLength;
        return length is null ? null : new SlidingWindow(length.Value, LayerTypes.Read(settings, Layers, seesAll));
    }

    private static AttentionHeads ReadHeads(JsonSettings settings, int hidden, int? defaultSize)
    {
        if (!settings.Has("head_dim") && defaultSize is null)
        {
            int heads = EncoderConfig.ReadHeads(settings, "num_attention_heads", hidden);
            return (hidden / heads) % 2 == 0 ? new AttentionHeads(heads, hidden / heads) : throw settings.Fault(
                "num_attention_heads", $"is {heads}, which makes heads of {hidden / heads}; rotary positions need an even width");
        }

        int size = settings.GetInt32("head_dim", 1, MaxHeadSize, defaultSize ?? 0);
        return size % 2 == 0
            ? new AttentionHeads(settings.GetInt32("num_attention_heads", 1, EncoderConfig.MaxHeads), size)
            : throw settings.Fault("head_dim", $"is {size}; rotary positions need an even width");
    }

    private static int ReadKeyHeads(JsonSettings settings, int heads)
    {
        int count = settings.GetInt32("num_key_value_heads", 1, EncoderConfig.MaxHeads, heads);
        return heads % count == 0
            ? count
            : throw settings.Fault("num_key_value_heads", $"is {count}, which does not divide the number of heads, {heads}");
    }
}
