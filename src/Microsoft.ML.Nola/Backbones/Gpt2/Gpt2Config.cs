using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Gpt2;

/// <summary>Reads and checks a GPT-2 config.json. There is no silent default for a size.</summary>
internal sealed record Gpt2Config
{
    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required AttentionHeads Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required TextLimits Limits { get; init; }

    public required double NormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    public required bool TiesWords { get; init; }

    public static Gpt2Config Read(JsonSettings settings)
    {
        KnownValues.Require(settings, "add_cross_attention", settings.GetBoolean("add_cross_attention", defaultValue: false), false);
        KnownValues.Require(settings, "scale_attn_weights", settings.GetBoolean("scale_attn_weights", defaultValue: true), true);
        KnownValues.Require(
            settings, "scale_attn_by_inverse_layer_idx", settings.GetBoolean("scale_attn_by_inverse_layer_idx", defaultValue: false), false);
        int hidden = settings.GetInt32("n_embd", 1, EncoderConfig.MaxWidth);
        int heads = EncoderConfig.ReadHeads(settings, "n_head", hidden);
        return new Gpt2Config
        {
            HiddenSize = hidden,
            Layers = settings.GetInt32("n_layer", 1, EncoderConfig.MaxLayers),
            Heads = new AttentionHeads(heads, hidden / heads),
            IntermediateSize = settings.GetInt32("n_inner", 1, EncoderConfig.MaxRows, 4 * hidden),
            Limits = new TextLimits(
                settings.GetInt32("n_positions", 1, EncoderConfig.MaxRows), settings.GetInt32("vocab_size", 1, EncoderConfig.MaxRows), 0),
            NormEpsilon = settings.GetDouble("layer_norm_epsilon", 0, 1, defaultValue: 1e-5),
            Activation = settings.GetActivation("activation_function", "gelu_new"),
            TiesWords = settings.GetBoolean("tie_word_embeddings", defaultValue: true),
        };
    }
}
