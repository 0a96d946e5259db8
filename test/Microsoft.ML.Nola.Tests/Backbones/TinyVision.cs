using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Encoders of images of random weights, two layers each, written under the names that Hugging Face gives their tensors.</summary>
internal static class TinyVision
{
    public const int Hidden = 8;
    public const int Intermediate = 12;
    public const int Layers = 2;
    public const int Heads = 2;
    public const int Channels = 3;
    public const int Image = 6;
    public const int Patch = 2;

    /// <summary>The feed-forward width that DINOv2's rule makes of <see cref="Hidden"/> with gates.</summary>
    public const int Gated = 16;

    /// <summary>DINOv2 with gates, which has no model_type of its own.</summary>
    public const string Swiglu = "dinov2-swiglu";

    /// <summary>The kinds there are.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        ["clip", "clip_vision_model", "deit", "dinov2", Swiglu, "siglip", "siglip_vision_model", "vit"];

    private static readonly string[] ViTLinears =
        ["attention.attention.query", "attention.attention.key", "attention.attention.value", "attention.output.dense"];

    private static readonly string[] TowerLinears = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"];

    public static bool IsTower(string kind) => kind.StartsWith("clip", StringComparison.Ordinal) || kind.StartsWith("siglip", StringComparison.Ordinal);

    public static int ClassTokens(string kind) => kind.StartsWith("siglip", StringComparison.Ordinal) ? 0 : kind == "deit" ? 2 : 1;

    /// <summary>config.json. That of both towers holds the one of images in it.</summary>
    public static JsonObject Config(string kind)
    {
        var config = new JsonObject
        {
            ["model_type"] = kind == Swiglu ? "dinov2" : kind,
            ["hidden_size"] = Hidden,
            ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = Heads,
            ["image_size"] = Image,
            ["patch_size"] = Patch,
            ["num_channels"] = Channels,
            ["layer_norm_eps"] = 1e-5,
        };
        if (kind.StartsWith("dinov2", StringComparison.Ordinal))
        {
            config["mlp_ratio"] = kind == Swiglu ? 3 : 1.5;
            config["use_swiglu_ffn"] = kind == Swiglu;
            return config;
        }

        config["intermediate_size"] = Intermediate;
        if (kind is not ("clip" or "siglip"))
        {
            return config;
        }

        config["model_type"] = kind + "_vision_model";
        return new JsonObject { ["model_type"] = kind, ["vision_config"] = config, ["text_config"] = new JsonObject() };
    }

    /// <summary>Writes a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="rename">What changes the names of the tensors, if anything does.</param>
    /// <param name="config">The configuration, if it is another than <see cref="Config"/>.</param>
    public static string Write(string folder, string kind, Func<string, string>? rename = null, JsonObject? config = null)
    {
        Dictionary<string, long[]> shapes = IsTower(kind) ? TowerShapes(kind) : ViTShapes(kind);
        return RandomWeights.Write(
            folder, config ?? Config(kind), shapes.ToDictionary(shape => rename?.Invoke(shape.Key) ?? shape.Key, static shape => shape.Value), Scale);
    }

    /// <summary>Random images.</summary>
    public static PixelBatch Batch(int rows = 2, int height = Image, int width = Image, int seed = 11)
    {
        var random = new Random(seed);
        float[] pixels = [.. Enumerable.Range(0, rows * Channels * height * width).Select(_ => (2 * random.NextSingle()) - 1)];
        return new PixelBatch(pixels, rows, Channels, height, width);
    }

    /// <summary>Queries, keys and factors of blocks are large enough that what they do is seen in the states.</summary>
    private static float Scale(string name) =>
        ((string[])["query", "key", "q_proj", "k_proj", "lambda1"]).Any(part => name.Contains(part, StringComparison.Ordinal)) ? 3 : 1;

    private static Dictionary<string, long[]> ViTShapes(string kind)
    {
        const int Side = Image / Patch;
        var shapes = new Dictionary<string, long[]>
        {
            ["embeddings.cls_token"] = [1, 1, Hidden],
            ["embeddings.patch_embeddings.projection.weight"] = [Hidden, Channels, Patch, Patch],
            ["embeddings.patch_embeddings.projection.bias"] = [Hidden],
            ["embeddings.position_embeddings"] = [1, (Side * Side) + ClassTokens(kind), Hidden],
        };
        if (kind == "deit")
        {
            shapes.Add("embeddings.distillation_token", [1, 1, Hidden]);
        }

        bool isDino = kind.StartsWith("dinov2", StringComparison.Ordinal);
        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"encoder.layer.{layer}.";
            Array.ForEach(ViTLinears, name => AddLinear(shapes, path + name, Hidden, Hidden));
            (string first, string second) = isDino ? ("norm1", "norm2") : ("layernorm_before", "layernorm_after");
            AddNorm(shapes, path + first);
            AddNorm(shapes, path + second);
            (string into, string output) = kind == Swiglu ? ("mlp.weights_in", "mlp.weights_out")
                : isDino ? ("mlp.fc1", "mlp.fc2") : ("intermediate.dense", "output.dense");
            int inner = kind == Swiglu ? Gated : Intermediate;
            AddLinear(shapes, path + into, Hidden, kind == Swiglu ? 2 * inner : inner);
            AddLinear(shapes, path + output, inner, Hidden);
            if (isDino)
            {
                shapes.Add(path + "layer_scale1.lambda1", [Hidden]);
                shapes.Add(path + "layer_scale2.lambda1", [Hidden]);
            }
        }

        AddNorm(shapes, "layernorm");
        if (!isDino)
        {
            AddLinear(shapes, "pooler.dense", Hidden, Hidden);
        }

        return shapes;
    }

    private static Dictionary<string, long[]> TowerShapes(string kind)
    {
        const int Side = Image / Patch;
        bool isSiglip = kind.StartsWith("siglip", StringComparison.Ordinal);
        string prefix = kind is "clip" or "siglip" ? "vision_model." : string.Empty;
        var shapes = new Dictionary<string, long[]>
        {
            [prefix + "embeddings.patch_embedding.weight"] = [Hidden, Channels, Patch, Patch],
            [prefix + "embeddings.position_embedding.weight"] = [(Side * Side) + ClassTokens(kind), Hidden],
        };
        if (isSiglip)
        {
            shapes.Add(prefix + "embeddings.patch_embedding.bias", [Hidden]);
            shapes.Add(prefix + "head.probe", [1, 1, Hidden]);
            shapes.Add(prefix + "head.attention.in_proj_weight", [3 * Hidden, Hidden]);
            shapes.Add(prefix + "head.attention.in_proj_bias", [3 * Hidden]);
            AddLinear(shapes, prefix + "head.attention.out_proj", Hidden, Hidden);
            AddNorm(shapes, prefix + "head.layernorm");
            AddLinear(shapes, prefix + "head.mlp.fc1", Hidden, Intermediate);
            AddLinear(shapes, prefix + "head.mlp.fc2", Intermediate, Hidden);
        }
        else
        {
            shapes.Add(prefix + "embeddings.class_embedding", [Hidden]);
            AddNorm(shapes, prefix + "pre_layrnorm");
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"{prefix}encoder.layers.{layer}.";
            AddNorm(shapes, path + "layer_norm1");
            Array.ForEach(TowerLinears, name => AddLinear(shapes, path + name, Hidden, Hidden));
            AddNorm(shapes, path + "layer_norm2");
            AddLinear(shapes, path + "mlp.fc1", Hidden, Intermediate);
            AddLinear(shapes, path + "mlp.fc2", Intermediate, Hidden);
        }

        AddNorm(shapes, prefix + "post_layernorm");
        return shapes;
    }

    private static void AddLinear(Dictionary<string, long[]> shapes, string path, int inFeatures, int outFeatures)
    {
        shapes.Add(path + ".weight", [outFeatures, inFeatures]);
        shapes.Add(path + ".bias", [outFeatures]);
    }

    private static void AddNorm(Dictionary<string, long[]> shapes, string path)
    {
        shapes.Add(path + ".weight", [Hidden]);
        shapes.Add(path + ".bias", [Hidden]);
    }
}
