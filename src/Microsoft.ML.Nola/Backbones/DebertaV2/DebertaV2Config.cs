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
        EncoderConfig sizes = EncoderConfig.Read(
            settings, tokenTypes: 0, settings.GetDouble("layer_norm_eps", 0, 1, defaultValue: 1e-7), settings.GetActivation("hidden_act"));
        (int width, int headSize) = (sizes.HiddenSize, sizes.HeadSize);
        KnownValues.Require(settings, "relative_attention", settings.GetBoolean("relative_attention", defaultValue: false), known: true);
        KnownValues.Require(settings, "position_biased_input", settings.GetBoolean("position_biased_input", defaultValue: true), known: false);
        KnownValues.Require(settings, "type_vocab_size", settings.GetInt32("type_vocab_size", 0, EncoderConfig.MaxWidth, 0), 0);
        KnownValues.Require(settings, "embedding_size", settings.GetInt32("embedding_size", 1, EncoderConfig.MaxWidth, width), width);
        KnownValues.Require(settings, "attention_head_size", settings.GetInt32("attention_head_size", 1, EncoderConfig.MaxWidth, headSize), headSize);
        string[] norms = Words(settings, "norm_rel_ebd");
        string[] kinds = Words(settings, "pos_att_type");
        Array.ForEach(norms, norm => KnownValues.Require(settings, "norm_rel_ebd", norm, "layer_norm", "none"));
        Array.ForEach(kinds, kind => KnownValues.Require(settings, "pos_att_type", kind, ContentToDistance, DistanceToContent));
        string prefix = settings.GetBoolean("share_att_key", false) ? "attention.self." : "attention.self.pos_";
        return new DebertaV2Config
        {
            Sizes = sizes,
            Buckets = DistanceBuckets.Read(settings, sizes.Limits.MaxLength),
            DistanceKey = kinds.Contains(ContentToDistance) ? prefix + "key_proj" : null,
            DistanceQuery = kinds.Contains(DistanceToContent) ? prefix + "query_proj" : null,
            NormsDistances = norms.Contains("layer_norm"),
            PoolerActivation = settings.GetActivation("pooler_hidden_act"),
            Convolution = ConvolutionConfig.Read(settings, width),
        };
    }

    /// <summary>A list of words, or words in one string with bars between them.</summary>
    private static string[] Words(JsonSettings settings, string key) => settings.IsArray(key)
        ? [.. settings.GetStrings(key)]
        : (settings.GetString(key, null) ?? "").Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
