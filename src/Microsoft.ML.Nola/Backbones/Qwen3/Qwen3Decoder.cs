using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Qwen2;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Qwen3;

/// <summary>Qwen3 (arXiv 2505.09388): LLaMA with normalised heads of queries and keys.</summary>
internal static class Qwen3Decoder
{
    private const int DefaultHeadSize = 128;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        RotaryDecoderConfig config = RotaryDecoderConfig.Read(settings, headSize: DefaultHeadSize);
        bool bias = settings.GetBoolean("attention_bias", defaultValue: false);
        return RotaryDecoder.Create(
            config with { QueryBias = bias, OutputBias = bias, HasHeadNorms = true, Window = Qwen2Decoder.ReadWindow(settings, config) }, reader);
    }
}
