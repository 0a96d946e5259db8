using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Dinov2;

/// <summary>DINOv2 (arXiv 2304.07193): ViT whose blocks are scaled feature by feature, and have gates in its largest size.</summary>
internal static class Dinov2Encoder
{
    /// <summary>The names of transformers 5, and those of 4, which files have in either case.</summary>
    public static NameMap Names { get; } = new("dinov2")
    {
        OlderParts =
        [
            (".attention.q_proj", ".attention.attention.query"),
            (".attention.k_proj", ".attention.attention.key"),
            (".attention.v_proj", ".attention.attention.value"),
            (".attention.o_proj", ".attention.output.dense"),
        ],
    };

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader)
    {
        bool isGated = settings.GetBoolean("use_swiglu_ffn", defaultValue: false);
        VisionConfig config = VisionConfig.Read(settings, new VisionDefaults(1e-6), hidden => ReadInner(settings, hidden, isGated));
        var modules = new VisionModules(config, reader);
        PatchEmbedding embedding = modules.Embedding("cls_token");
        IReadOnlyList<PreNormLayer> layers = modules.Layers("encoder.layer.", new VisionLayerNames
        {
            AttentionNorm = "norm1",
            Attention = "attention.",
            AttentionOutput = "o_proj",
            MlpNorm = "norm2",
            AttentionScale = "layer_scale1.lambda1",
            MlpScale = "layer_scale2.lambda1",
            Gated = isGated ? ("weights_in", "weights_out") : null,
        });
        return new VisionEncoder(config, reader, new FirstTokenPooler())
        {
            Embedding = embedding,
            Layers = layers,
            FinalNorm = modules.Norm("layernorm"),
        };
    }

    /// <summary>The width of feed-forward blocks. Those with gates have two thirds of it, made a multiple of 8, for as many weights.</summary>
    private static int ReadInner(JsonSettings settings, int hidden, bool isGated)
    {
        const string Name = "mlp_ratio";
        double ratio = settings.GetDouble(Name, 0, 64);
        int inner = (int)(hidden * ratio);
        inner = isGated ? ((int)(inner * 2.0 / 3) + 7) / 8 * 8 : inner;
        return inner > 0 ? inner : throw settings.Fault(Name, $"makes feed-forward blocks of no width out of hidden_size, {hidden}");
    }
}
