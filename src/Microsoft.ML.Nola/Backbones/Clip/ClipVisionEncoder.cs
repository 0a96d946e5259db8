using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Clip;

/// <summary>The tower of images of CLIP (arXiv 2103.00020), by itself or in the checkpoint of both towers.</summary>
internal static class ClipVisionEncoder
{
    /// <summary>The modules of a layer, as SigLIP has them too.</summary>
    public static readonly VisionLayerNames Layer = new()
    {
        AttentionNorm = "layer_norm1",
        Attention = "self_attn.",
        AttentionOutput = "out_proj",
        MlpNorm = "layer_norm2",
    };

    private static readonly VisionDefaults Defaults = new(1e-5, "quick_gelu");

    /// <summary>A tower that was saved by itself has no prefix in files of transformers 5, and the prefix of the whole in those of 4.</summary>
    public static NameMap Names { get; } = new("vision_model");

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => Create(VisionConfig.Read(settings, Defaults), reader);

    /// <summary>Reads the tower from a checkpoint of both.</summary>
    public static BackboneNetwork CreateFromWhole(JsonSettings settings, ModuleReader reader) => Create(
        VisionConfig.Read(settings.GetObject("vision_config"), Defaults with { Sizes = (768, 12, 12, 3072, 3, 224, 32) }), reader);

    private static VisionEncoder Create(VisionConfig config, ModuleReader reader)
    {
        var modules = new VisionModules(config, reader);
        PatchEmbedding embedding = modules.TowerEmbedding("class_embedding", hasBias: false, "pre_layrnorm");
        IReadOnlyList<PreNormLayer> layers = modules.Layers("encoder.layers.", Layer);
        return new VisionEncoder(config, reader, new FirstTokenPooler(modules.Norm("post_layernorm")))
        {
            Embedding = embedding,
            Layers = layers,
            ReadsPooler = true,
        };
    }
}
