using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Gemma2;

/// <summary>Gemma 2 (arXiv 2408.00118): windows in every other layer, norms after attention and feed-forward block too, capped scores.</summary>
internal static class Gemma2Decoder
{
    private const int DefaultHeadSize = 256;
    private const int DefaultWindow = 4096;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        KnownValues.Require(settings, "use_bidirectional_attention", settings.GetBoolean("use_bidirectional_attention", defaultValue: false), false);
        RotaryDecoderConfig config = RotaryDecoderConfig.Read(settings, "hidden_activation", "gelu_pytorch_tanh", tiesWords: true, DefaultHeadSize);
        bool bias = settings.GetBoolean("attention_bias", defaultValue: false);
        return RotaryDecoder.Create(
            config with
            {
                QueryBias = bias,
                OutputBias = bias,
                NormsAroundOne = true,
                HasPostNorms = true,
                ScoreDivisor = settings.GetDouble("query_pre_attn_scalar", 1e-3, 1e6, defaultValue: 256),
                AttentionSoftCap = ReadSoftCap(settings, "attn_logit_softcapping", 50),
                LogitSoftCap = ReadSoftCap(settings, "final_logit_softcapping", 30),
                WordScale = Math.Sqrt(config.HiddenSize),
                Window = config.ReadWindow(settings, static layer => layer % 2 == 1, DefaultWindow),
            },
            reader);
    }

    /// <summary>A cap; one that is null means that there is none, one that is absent is the usual one.</summary>
    private static double? ReadSoftCap(JsonSettings settings, string key, double usual)
        => settings.Has(key) || !settings.Names.Contains(key, StringComparer.Ordinal) ? settings.GetDouble(key, 1e-3, 1e6, usual) : null;
}
