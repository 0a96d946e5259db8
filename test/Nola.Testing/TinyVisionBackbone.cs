using System.Text.Json;

namespace Nola.Testing;

/// <summary>Writes a Hugging Face folder with a ViT of random weights, for images of 16 x 16 pixels in patches of 4 x 4.</summary>
public static class TinyVisionBackbone
{
    public const int ImageSize = 16;
    public const int PatchSize = 4;
    public const int Hidden = 16;

    private const int Channels = 3;
    private const int Layers = 2;
    private const int Intermediate = 2 * Hidden;

    /// <summary>Writes a backbone; each seed gives another one, and another identity.</summary>
    /// <param name="folder">The folder; it is made if it is missing.</param>
    /// <param name="seed">The seed of the weights.</param>
    public static string Write(string folder, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            architectures = new[] { "ViTModel" },
            model_type = "vit",
            hidden_act = "gelu",
            hidden_size = Hidden,
            image_size = ImageSize,
            intermediate_size = Intermediate,
            layer_norm_eps = 1e-12,
            num_attention_heads = 2,
            num_channels = Channels,
            num_hidden_layers = Layers,
            patch_size = PatchSize,
            qkv_bias = true,
        }));
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), JsonSerializer.Serialize(new
        {
            do_normalize = true,
            do_rescale = true,
            do_resize = true,
            image_mean = new[] { 0.5, 0.5, 0.5 },
            image_processor_type = "ViTImageProcessor",
            image_std = new[] { 0.5, 0.5, 0.5 },
            resample = 2,
            rescale_factor = 1 / 255d,
            size = new { height = ImageSize, width = ImageSize },
        }));
        var tensors = new TinyTensors(seed);
        Add(tensors);
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), tensors.ToSafetensors());
        return folder;
    }

    private static void Add(TinyTensors tensors)
    {
        const int Side = ImageSize / PatchSize;
        tensors.Add("embeddings.cls_token", 1, 1, Hidden);
        tensors.Add("embeddings.patch_embeddings.projection.weight", Hidden, Channels, PatchSize, PatchSize);
        tensors.Add("embeddings.patch_embeddings.projection.bias", Hidden);
        tensors.Add("embeddings.position_embeddings", 1, 1 + (Side * Side), Hidden);
        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"encoder.layer.{layer}.";
            tensors.AddLinear(path + "attention.attention.query", Hidden, Hidden);
            tensors.AddLinear(path + "attention.attention.key", Hidden, Hidden);
            tensors.AddLinear(path + "attention.attention.value", Hidden, Hidden);
            tensors.AddLinear(path + "attention.output.dense", Hidden, Hidden);
            tensors.AddLinear(path + "intermediate.dense", Hidden, Intermediate);
            tensors.AddLinear(path + "output.dense", Intermediate, Hidden);
            tensors.AddNorm(path + "layernorm_before", Hidden);
            tensors.AddNorm(path + "layernorm_after", Hidden);
        }

        tensors.AddNorm("layernorm", Hidden);
    }
}
