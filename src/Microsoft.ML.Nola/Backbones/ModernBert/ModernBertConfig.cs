using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.ModernBert;

/// <summary>Reads and checks a ModernBERT config.json, in the words of transformers 4 or 5. There is no silent default for a size.</summary>
internal sealed record ModernBertConfig
{
    private const double GlobalTheta = 160_000;
    private const double LocalTheta = 10_000;

    public required EncoderConfig Sizes { get; init; }

    public required bool NormBias { get; init; }

    public required bool AttentionBias { get; init; }

    public required bool MlpBias { get; init; }

    /// <summary>Whether a layer sees the whole row, layer by layer; else it sees a window.</summary>
    public required IReadOnlyList<bool> SeesAll { get; init; }

    /// <summary>How many tokens on either side a window has.</summary>
    public required int Reach { get; init; }

    /// <summary>What a checkpoint that was fitted for classification, or for masked words, has after the last hidden state.</summary>
    public required (bool HasBias, Activation Activation, bool TakesMean) Head { get; init; }

    public required RotaryEmbedding GlobalPositions { get; init; }

    public required RotaryEmbedding LocalPositions { get; init; }

    public static ModernBertConfig Read(JsonSettings settings)
    {
        EncoderConfig sizes = EncoderConfig.Read(
            settings, tokenTypes: 0, settings.GetDouble("norm_eps", 0, 1, defaultValue: 1e-5), settings.GetActivation("hidden_activation"));
        if (sizes.HeadSize % 2 != 0)
        {
            throw settings.Fault("num_attention_heads", $"is {sizes.Heads}, which makes heads of {sizes.HeadSize}; rotary positions need an even width");
        }

        string pooling = settings.GetString("classifier_pooling", null) ?? "cls";
        KnownValues.Require(settings, "classifier_pooling", pooling, "cls", "mean");
        int every = settings.GetInt32("global_attn_every_n_layers", 1, EncoderConfig.MaxLayers, defaultValue: 3);
        double global = RotaryEmbedding.ReadTheta(settings, "global_rope_theta", GlobalTheta);

        // Null is not the same as absent: the local layers then turn as the global ones do.
        double local = RotaryEmbedding.ReadTheta(settings, "local_rope_theta", settings.Names.Contains("local_rope_theta", StringComparer.Ordinal) ? global : LocalTheta);
        return new ModernBertConfig
        {
            Sizes = sizes,
            NormBias = settings.GetBoolean("norm_bias", defaultValue: false),
            AttentionBias = settings.GetBoolean("attention_bias", defaultValue: false),
            MlpBias = settings.GetBoolean("mlp_bias", defaultValue: false),
            SeesAll = LayerTypes.Read(settings, sizes.Layers, layer => layer % every == 0),
            Reach = settings.GetInt32("local_attention", 1, EncoderConfig.MaxRows) / 2,
            Head = (settings.GetBoolean("classifier_bias", defaultValue: false), settings.GetActivation("classifier_activation"), pooling == "mean"),
            GlobalPositions = ReadPositions(settings, "full_attention", sizes.HeadSize, global),
            LocalPositions = ReadPositions(settings, "sliding_attention", sizes.HeadSize, local),
        };
    }

    private static RotaryEmbedding ReadPositions(JsonSettings settings, string layerType, int headSize, double theta) => RotaryEmbedding.Read(
        settings.GetObjectOrNull("rope_parameters")?.GetObjectOrNull(layerType) ?? settings.GetObjectOrNull("rope_scaling"), headSize, theta);
}
