using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Llama;

/// <summary>LLaMA (arXiv 2302.13971) and what has its network: SmolLM2, TinyLlama.</summary>
internal static class LlamaDecoder
{
    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        bool bias = settings.GetBoolean("attention_bias", defaultValue: false);
        RotaryDecoderConfig config = RotaryDecoderConfig.Read(settings) with
        {
            QueryBias = bias,
            OutputBias = bias,
            MlpBias = settings.GetBoolean("mlp_bias", defaultValue: false),
        };
        return RotaryDecoder.Create(config, reader);
    }
}
