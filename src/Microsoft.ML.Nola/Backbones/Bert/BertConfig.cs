using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Bert;

/// <summary>Reads and checks a BERT config.json; BERT's descendants name their fields alike. There is no silent default for a size.</summary>
internal static class BertConfig
{
    public static EncoderConfig Read(JsonSettings settings)
    {
        RequireEncoder(settings);
        return EncoderConfig.Read(
            settings,
            settings.GetInt32("type_vocab_size", 1, EncoderConfig.MaxWidth, defaultValue: 2),
            settings.GetDouble("layer_norm_eps", 0, 1, defaultValue: 1e-12),
            settings.GetActivation("hidden_act"));
    }

    private static void RequireEncoder(JsonSettings settings)
    {
        string positions = settings.GetString("position_embedding_type", null) ?? "absolute";
        if (!string.Equals(positions, "absolute", StringComparison.Ordinal))
        {
            throw new NolaCompatibilityException(
                $"'{settings.Origin}' has position_embedding_type '{positions}'; this version knows absolute.");
        }

        if (settings.GetBoolean("is_decoder", defaultValue: false))
        {
            throw new NolaCompatibilityException($"'{settings.Origin}' describes a decoder (is_decoder); this version knows the encoder.");
        }
    }
}
