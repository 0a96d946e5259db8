using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Vit;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Deit;

/// <summary>DeiT (arXiv 2012.12877): ViT with a second class token, which was trained to say what a teacher says.</summary>
internal static class DeitEncoder
{
    public static NameMap Names { get; } = VitEncoder.NamesWith("deit");

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) =>
        VitEncoder.Create(settings, reader, "cls_token", "distillation_token");
}
