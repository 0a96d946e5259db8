using System.Text.Json;
using Microsoft.ML.Nola.Checkpoints;

namespace ShapesVit;

/// <summary>
/// A ViT as it is before it has learnt anything, in a Hugging Face folder: weights from normal distributions that are cut at two standard deviations, norms of
/// ones, biases of zeros. Linear maps have the deviation of Glorot and Bengio, as in the paper's own code: with the .02 of Hugging Face, which is meant for a width
/// of 768, so narrow a network learns nothing for a long time.
/// </summary>
internal sealed class InitialBackbone(int seed)
{
    public const int ImageSize = 48;

    private const int PatchSize = 8;
    private const int Channels = 3;
    private const int Hidden = 96;
    private const int Heads = 4;
    private const int Intermediate = 2 * Hidden;
    private const int Layers = 4;
    private const double TokenDeviation = 0.02;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string[] Architectures = ["ViTModel"];

    private static readonly double[] Middle = [0.5, 0.5, 0.5];

    private readonly Random _random = new(seed);
    private readonly SafetensorsWriter _writer = new();

    public static string Write(string folder, int seed)
    {
        Directory.CreateDirectory(folder);
        WriteConfigurations(folder);
        var backbone = new InitialBackbone(seed);
        backbone.AddTensors();
        backbone._writer.Save(Path.Combine(folder, BackboneFiles.Weights));
        return folder;
    }

    /// <summary>The two files beside the weights.</summary>
    public static void WriteConfigurations(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(
            new
            {
                architectures = Architectures,
                attention_probs_dropout_prob = 0.0,
                hidden_act = "gelu",
                hidden_dropout_prob = 0.0,
                hidden_size = Hidden,
                image_size = ImageSize,
                initializer_range = TokenDeviation,
                intermediate_size = Intermediate,
                layer_norm_eps = 1e-12,
                model_type = "vit",
                num_attention_heads = Heads,
                num_channels = Channels,
                num_hidden_layers = Layers,
                patch_size = PatchSize,
                qkv_bias = true,
            },
            Indented) + "\n");
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), JsonSerializer.Serialize(
            new
            {
                do_normalize = true,
                do_rescale = true,
                do_resize = true,
                image_mean = Middle,
                image_processor_type = "ViTImageProcessor",
                image_std = Middle,
                resample = 2,
                rescale_factor = 1 / 255d,
                size = new { height = ImageSize, width = ImageSize },
            },
            Indented) + "\n");
    }

    private void AddTensors()
    {
        const int Patches = ImageSize / PatchSize * (ImageSize / PatchSize);
        AddNormal("embeddings.cls_token", TokenDeviation, 1, 1, Hidden);
        AddNormal("embeddings.position_embeddings", TokenDeviation, 1, 1 + Patches, Hidden);
        AddNormal("embeddings.patch_embeddings.projection.weight", Math.Sqrt(1.0 / (Channels * PatchSize * PatchSize)), Hidden, Channels, PatchSize, PatchSize);
        AddFilled("embeddings.patch_embeddings.projection.bias", Hidden, 0);
        for (int layer = 0; layer < Layers; layer++)
        {
            string path = $"encoder.layer.{layer}.";
            AddNorm(path + "layernorm_before");
            AddLinear(path + "attention.attention.query", Hidden, Hidden);
            AddLinear(path + "attention.attention.key", Hidden, Hidden);
            AddLinear(path + "attention.attention.value", Hidden, Hidden);
            AddLinear(path + "attention.output.dense", Hidden, Hidden);
            AddNorm(path + "layernorm_after");
            AddLinear(path + "intermediate.dense", Hidden, Intermediate);
            AddLinear(path + "output.dense", Intermediate, Hidden);
        }

        AddNorm("layernorm");
    }

    private void AddLinear(string path, int inputs, int outputs)
    {
        AddNormal(path + ".weight", Math.Sqrt(2.0 / (inputs + outputs)), outputs, inputs);
        AddFilled(path + ".bias", outputs, 0);
    }

    private void AddNorm(string path)
    {
        AddFilled(path + ".weight", Hidden, 1);
        AddFilled(path + ".bias", Hidden, 0);
    }

    private void AddFilled(string name, int size, float value) => _writer.Add(name, [size], Enumerable.Repeat(value, size).ToArray());

    private void AddNormal(string name, double deviation, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, static (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(deviation * CutNormal());
        }

        _writer.Add(name, shape, values);
    }

    private double CutNormal()
    {
        while (true)
        {
            // Box and Muller.
            double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
            if (Math.Abs(normal) <= 2)
            {
                return normal;
            }
        }
    }
}
