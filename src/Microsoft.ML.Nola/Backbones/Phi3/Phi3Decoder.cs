using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Phi3;

/// <summary>Phi-3 (arXiv 2404.14219): LLaMA with fused maps.</summary>
internal static class Phi3Decoder
{
    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        RotaryDecoderConfig config = RotaryDecoderConfig.Read(settings);
        return RotaryDecoder.Create(config with { IsFused = true, Window = config.ReadWindow(settings, static _ => false) }, reader);
    }
}
