using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.DistilBert;

/// <summary>Reads and checks a DistilBERT config.json. There is no silent default for a size.</summary>
internal static class DistilBertConfig
{
    // The architecture fixes it; config.json has no field for it.
    private const double LayerNormEpsilon = 1e-12;

    /// <remarks>
    /// sinusoidal_pos_embds is not read: it says how the table of positions was filled before training, and the checkpoint has the table either way.
    /// </remarks>
    public static EncoderConfig Read(JsonSettings settings)
    {
        int width = settings.GetInt32("dim", 1, EncoderConfig.MaxWidth);
        return new EncoderConfig
        {
            HiddenSize = width,
            Layers = settings.GetInt32("n_layers", 1, EncoderConfig.MaxLayers),
            Heads = EncoderConfig.ReadHeads(settings, "n_heads", width),
            IntermediateSize = settings.GetInt32("hidden_dim", 1, EncoderConfig.MaxRows),
            Limits = new TextLimits(
                settings.GetInt32("max_position_embeddings", 1, EncoderConfig.MaxRows),
                settings.GetInt32("vocab_size", 1, EncoderConfig.MaxRows),
                TokenTypes: 0),
            LayerNormEpsilon = LayerNormEpsilon,
            Activation = settings.GetActivation("activation"),
        };
    }
}
