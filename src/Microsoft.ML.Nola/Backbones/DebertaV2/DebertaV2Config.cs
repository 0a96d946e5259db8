using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.DebertaV2;

/// <summary>Reads and checks a config.json of DeBERTa v2 and v3. There is no silent default for a size.</summary>
internal sealed record DebertaV2Config
{
    private const string ContentToDistance = "c2p";
    private const string DistanceToContent = "p2c";

    public required EncoderConfig Sizes { get; init; }

    public required DistanceBuckets Buckets { get; init; }

    /// <summary>The path in a layer of the map from distances to keys; null if there is none.</summary>
    public string? DistanceKey { get; init; }

    /// <summary>The path in a layer of the map from distances to queries; null if there is none.</summary>
    public string? DistanceQuery { get; init; }

    /// <summary>Whether the vectors of distances are normalised.</summary>
    public bool NormsDistances { get; init; }

    public required Activation PoolerActivation { get; init; }

    /// <summary>The convolution beside the first layer; null if there is none.</summary>
    public ConvolutionConfig? Convolution { get; init; }

    /// <remarks>
    /// Only distances enter, so nothing but memory limits a row's length; max_position_embeddings is what the model has learned from, and the limit here.
    /// </remarks>
    public static DebertaV2Config Read(JsonSettings settings)
    {
        Require(settings, "relative_attention", settings.GetBoolean("relative_attention", false) ? "true" : "false", "true");
        Require(settings, "position_biased_input", settings.GetBoolean("position_biased_input", true) ? "true" : "false", "false");
        Require(settings, "type_vocab_size", $"{settings.GetInt32("type_vocab_size", 0, EncoderConfig.MaxWidth, 0)}", "0");
        int width = settings.GetInt32("hidden_size", 1, EncoderConfig.MaxWidth);
        int positions = settings.GetInt32("max_position_embeddings", 1, EncoderConfig.MaxRows);
        var sizes = new EncoderConfig
        {
            HiddenSize = width,
            Layers = settings.GetInt32("num_hidden_layers", 1, EncoderConfig.MaxLayers),
            Heads = EncoderConfig.ReadHeads(settings, "num_attention_heads", width),
            IntermediateSize = settings.GetInt32("intermediate_size", 1, EncoderConfig.MaxRows),
            Limits = new TextLimits(positions, settings.GetInt32("vocab_size", 1, EncoderConfig.MaxRows), TokenTypes: 0),
            LayerNormEpsilon = settings.GetDouble("layer_norm_eps", 0, 1, defaultValue: 1e-7),
            Activation = settings.GetActivation("hidden_act"),
        };
        Require(settings, "embedding_size", $"{settings.GetInt32("embedding_size", 1, EncoderConfig.MaxWidth, width)}", $"{width}");
        Require(settings, "attention_head_size", $"{settings.GetInt32("attention_head_size", 1, EncoderConfig.MaxWidth, sizes.HeadSize)}", $"{sizes.HeadSize}");

        string[] norms = Words(settings, "norm_rel_ebd");
        string[] kinds = Words(settings, "pos_att_type");
        Array.ForEach(norms, norm => Require(settings, "norm_rel_ebd", norm, "layer_norm", "none"));
        Array.ForEach(kinds, kind => Require(settings, "pos_att_type", kind, ContentToDistance, DistanceToContent));
        string prefix = settings.GetBoolean("share_att_key", false) ? "attention.self." : "attention.self.pos_";
        return new DebertaV2Config
        {
            Sizes = sizes,
            Buckets = ReadBuckets(settings, positions),
            DistanceKey = kinds.Contains(ContentToDistance) ? prefix + "key_proj" : null,
            DistanceQuery = kinds.Contains(DistanceToContent) ? prefix + "query_proj" : null,
            NormsDistances = norms.Contains("layer_norm"),
            PoolerActivation = settings.GetActivation("pooler_hidden_act"),
            Convolution = ConvolutionConfig.Read(settings, width),
        };
    }

    private static DistanceBuckets ReadBuckets(JsonSettings settings, int positions)
    {
        int distance = settings.GetInt32("max_relative_positions", -1, EncoderConfig.MaxRows, -1);
        distance = distance < 1 ? positions : distance;
        int count = Math.Max(0, settings.GetInt32("position_buckets", -1, EncoderConfig.MaxRows, -1));
        return count == 0 || (count > 1 && distance - 1 > count / 2)
            ? new DistanceBuckets(count, distance)
            : throw settings.Fault("position_buckets", $"is {count}, which does not go with distances up to {distance}");
    }

    /// <summary>A list of words, or words in one string with bars between them.</summary>
    private static string[] Words(JsonSettings settings, string key) => settings.IsArray(key)
        ? [.. settings.GetStrings(key)]
        : (settings.GetString(key, null) ?? "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void Require(JsonSettings settings, string key, string value, params string[] known)
    {
        if (!known.Contains(value, StringComparer.Ordinal))
        {
            throw new NolaCompatibilityException($"'{settings.Origin}' has {key} {value}; for deberta-v2 this version knows {string.Join(" and ", known)}.");
        }
    }
}
