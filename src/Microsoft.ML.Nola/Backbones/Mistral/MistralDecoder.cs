using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Mistral;

/// <summary>Mistral 7B (arXiv 2310.06825): LLaMA with a sliding window.</summary>
internal static class MistralDecoder
{
    private const int DefaultWindow = 4096;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        RotaryDecoderConfig config = RotaryDecoderConfig.Read(settings);
        return RotaryDecoder.Create(config with { Window = config.ReadWindow(settings, static _ => false, DefaultWindow) }, reader);
    }
}
