using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Qwen2;

/// <summary>Qwen2 (arXiv 2407.10671): LLaMA with biases of the maps to queries, keys and values.</summary>
internal static class Qwen2Decoder
{
    private const int DefaultWindow = 4096;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        RotaryDecoderConfig config = RotaryDecoderConfig.Read(settings);
        return RotaryDecoder.Create(config with { QueryBias = true, Window = ReadWindow(settings, config) }, reader);
    }

    /// <summary>The window, which the upper layers have if it is switched on.</summary>
    public static SlidingWindow? ReadWindow(JsonSettings settings, RotaryDecoderConfig config)
    {
        int first = settings.GetInt32("max_window_layers", 0, EncoderConfig.MaxLayers, defaultValue: 28);
        return settings.GetBoolean("use_sliding_window", defaultValue: false)
            ? config.ReadWindow(settings, layer => layer < first, DefaultWindow)
            : null;
    }
}
