using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Clip;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Siglip;

/// <summary>The tower of images of SigLIP (arXiv 2303.15343), by itself or in the checkpoint of both towers.</summary>
internal static class SiglipVisionEncoder
{
    private static readonly VisionDefaults Defaults = new(1e-6, "gelu_pytorch_tanh") { ClassTokens = 0 };

    public static NameMap Names => ClipVisionEncoder.Names;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => Create(settings, VisionConfig.Read(settings, Defaults), reader);

    /// <summary>Reads the tower from a checkpoint of both.</summary>
    public static BackboneNetwork CreateFromWhole(JsonSettings settings, ModuleReader reader)
    {
        JsonSettings vision = settings.GetObject("vision_config");
        return Create(vision, VisionConfig.Read(vision, Defaults with { Sizes = (768, 12, 12, 3072, 3, 224, 16) }), reader);
    }

    private static VisionEncoder Create(JsonSettings settings, VisionConfig config, ModuleReader reader)
    {
        var modules = new VisionModules(config, reader);
        PatchEmbedding embedding = modules.TowerEmbedding(classToken: null, hasBias: true, norm: null);
        IReadOnlyList<PreNormLayer> layers = modules.Layers("encoder.layers.", ClipVisionEncoder.Layer);
        LayerNorm norm = modules.Norm("post_layernorm");
        AttentionPooler? pooler = settings.GetBoolean("vision_use_head", defaultValue: true) ? ReadPooler(config, modules, reader) : null;
        return new VisionEncoder(config, reader, pooler) { Embedding = embedding, Layers = layers, FinalNorm = norm, ReadsPooler = true };
    }

    private static AttentionPooler ReadPooler(VisionConfig config, VisionModules modules, ModuleReader reader)
    {
        int hidden = config.HiddenSize;
        return new AttentionPooler(
            config.Heads,
            reader.Tensor("head.probe", 1, 1, hidden),
            reader.Tensor("head.attention.in_proj_weight", 3 * hidden, hidden),
            reader.Tensor("head.attention.in_proj_bias", 3 * hidden),
            reader.LinearInSingles("head.attention.out_proj", hidden, hidden),
            modules.Norm("head.layernorm"),
            modules.FeedForwardWithoutSites("head.mlp."));
    }
}
