using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Vit;

/// <summary>ViT (arXiv 2010.11929): where a Hugging Face checkpoint has its modules. DeiT has them there too, with one class token more.</summary>
internal static class VitEncoder
{
    public static NameMap Names { get; } = NamesWith("vit");

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => Create(settings, reader, "cls_token");

    /// <summary>The names of transformers 5, and those of 4, which files have in either case.</summary>
    public static NameMap NamesWith(string basePrefix) => new(basePrefix)
    {
        OlderParts =
        [
            ("layers.", "encoder.layer."),
            (".attention.q_proj", ".attention.attention.query"),
            (".attention.k_proj", ".attention.attention.key"),
            (".attention.v_proj", ".attention.attention.value"),
            (".attention.o_proj", ".attention.output.dense"),
            (".mlp.fc1", ".intermediate.dense"),
            (".mlp.fc2", ".output.dense"),
        ],
    };

    /// <summary>Reads an encoder with some class tokens.</summary>
    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader, params ReadOnlySpan<string> classTokens)
    {
        VisionConfig config = ReadConfig(settings, classTokens.Length);
        var modules = new VisionModules(config, reader);
        PatchEmbedding embedding = modules.Embedding(classTokens);
        IReadOnlyList<PreNormLayer> layers = modules.Layers("layers.", new VisionLayerNames
        {
            AttentionNorm = "layernorm_before",
            Attention = "attention.",
            AttentionOutput = "o_proj",
            MlpNorm = "layernorm_after",
        });
        LayerNorm norm = modules.Norm("layernorm");
        return new VisionEncoder(config, reader, ReadPooler(settings, reader, config.HiddenSize)) { Embedding = embedding, Layers = layers, FinalNorm = norm };
    }

    public static VisionConfig ReadConfig(JsonSettings settings, int classTokens = 1) =>
        VisionConfig.Read(settings, new VisionDefaults(1e-12) { ClassTokens = classTokens });

    private static Pooler? ReadPooler(JsonSettings settings, ModuleReader reader, int hidden)
    {
        var pooler = Pooler.Find(reader, hidden, new PoolerPath("pooler.dense", settings.GetActivation("pooler_act", "tanh")));
        if (pooler is not null)
        {
            KnownValues.Require(settings, "pooler_output_size", settings.GetInt32("pooler_output_size", 1, EncoderConfig.MaxWidth, hidden), hidden);
        }

        return pooler;
    }
}
