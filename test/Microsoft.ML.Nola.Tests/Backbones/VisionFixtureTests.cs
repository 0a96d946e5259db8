using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Encoders of images against outputs of the reference library.</summary>
[TestClass]
public sealed class VisionFixtureTests
{
    /// <summary>The fixtures ask for 1e-4; the implementations of the reference library differ by up to 3e-6 among themselves.</summary>
    private const double Tolerance = 1e-5;

    public static IEnumerable<string> Names =>
    [
        "vit", "vit-image-classification", "deit", "deit-image-classification", "clip-vision", "clip-full", "dinov2", "dinov2-swiglu", "siglip-vision",
    ];

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Every_layer_and_the_pooled_vector_equal_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        PixelBatch batch = Batch(io, "pixel_values");
        double largest = 0;
        using (DisposeScope scope = torch.NewDisposeScope())
        using (LayeredPass pass = lease.Backbone.BeginLayers(batch) ?? throw new AssertFailedException("no layers"))
        {
            float[][] expected = [.. io.Singles("hidden_states").Chunk((int)lease.Backbone.PositionsOf(batch) * lease.Backbone.HiddenSize)];
            Assert.HasCount(pass.Layers + 1, expected);
            torch.Tensor hidden = pass.Embed();
            for (int layer = 0; layer <= pass.Layers; layer++)
            {
                largest = Math.Max(largest, Near.WithinAbsolute(expected[layer], TensorMemory.ToSingles(hidden), Tolerance, $"layer {layer}"));
                hidden = layer < pass.Layers ? pass.Run(layer, hidden, AdapterBinding.None) : hidden;
            }
        }

        Console.WriteLine($"Largest difference: {Math.Max(largest, CompareOutputs(io, string.Empty, lease.Backbone)):e1}");
    }

    /// <summary>Sizes that positions were not made for, square or not.</summary>
    [TestMethod]
    [DataRow("vit-interpolated", "")]
    [DataRow("vit-interpolated", "wide.")]
    [DataRow("dinov2", "bigger.")]
    public void Other_sizes_equal_the_reference(string name, string prefix)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        Assert.AreNotEqual(lease.Backbone.ImageLimits!.ImageSize, Batch(io, prefix + "pixel_values").Width);
        Console.WriteLine($"Largest difference: {CompareOutputs(io, prefix, lease.Backbone):e1}");
    }

    /// <summary>What checkpoints have behind their encoder, over its vectors: so these are what it was trained to give.</summary>
    [TestMethod]
    [DataRow("vit-image-classification", "classifier", 0, "logits")]
    [DataRow("deit-image-classification", "cls_classifier", 0, "cls_logits")]
    [DataRow("deit-image-classification", "distillation_classifier", 1, "distillation_logits")]
    [DataRow("clip-full", "visual_projection", -1, "image_embeds")]
    public void The_last_layer_of_a_checkpoint_gives_what_the_reference_does(string name, string layer, int token, string output)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using Fixture weights = Fixture.Shared("backbones", name, "model.safetensors");
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using BackboneLease lease = Acquire(name);
        PixelBatch batch = Batch(io, "pixel_values");
        torch.Tensor hidden = lease.Backbone.Forward(batch);
        torch.Tensor features = token < 0 ? lease.Backbone.Pool(hidden, batch) : hidden.select(1, token);
        torch.Tensor weight = torch.tensor(weights.Singles(layer + ".weight")).view(-1, lease.Backbone.HiddenSize);
        torch.Tensor? bias = weights.Has(layer + ".bias") ? torch.tensor(weights.Singles(layer + ".bias")) : null;

        torch.Tensor actual = torch.nn.functional.linear(features, weight, bias);

        double largest = Near.WithinAbsolute(io.Singles(output), TensorMemory.ToSingles(actual), Tolerance, output);
        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    /// <summary>An image by a formula, at two sizes; the positions are made for 518 pixels.</summary>
    [TestMethod]
    [DataRow(98)]
    [DataRow(224)]
    public void DINOv2_of_the_models_equals_the_reference(int size)
    {
        using Fixture io = Fixture.Shared("real", "dinov2-small-saliency", "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("models", "dinov2-small-saliency")));
        PixelBatch batch = Formula(size);
        Near.WithinAbsolute(io.Singles($"pixel_corner_{size}"), Corner(batch, 4), 1e-6, "pixels");

        using torch.Tensor hidden = lease.Backbone.Forward(batch);

        const double AsAsked = 1e-4;
        float[] states = TensorMemory.ToSingles(hidden);
        int width = lease.Backbone.HiddenSize;
        int tokens = states.Length / width;
        Assert.AreEqual(1 + (size / 14 * (size / 14)), tokens);
        double largest = Near.WithinAbsolute(io.Singles($"cls_{size}"), states.AsSpan(0, width), AsAsked, "class token");
        float[] chosen = [.. ((int[])[1, tokens / 2, tokens - 1]).SelectMany(token => states.AsSpan(token * width, width).ToArray())];
        largest = Math.Max(largest, Near.WithinAbsolute(io.Singles($"tokens_{size}"), chosen, AsAsked, "tokens"));
        using torch.Tensor mean = new Nola.Heads.PooledReadout(PoolingMode.Mean).Apply(lease.Backbone, new Nola.Heads.ModelOutput(hidden, batch));
        largest = Math.Max(largest, Near.WithinAbsolute(io.Singles($"mean_patch_{size}"), TensorMemory.ToSingles(mean), AsAsked, "mean of patches"));
        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    /// <summary>Nothing of an encoder is left unread but what only pre-training uses, and other towers and heads.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Parameters_are_all_tensors_of_the_encoder(string name)
    {
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        string path = Repository.Shared("fixtures", "backbones", name);
        NameMap names = ModelTypes.NamesOf(JsonSettings.Load(Path.Combine(path, "config.json")));
        JsonElement keys = JsonDocument.Parse(File.ReadAllText(Path.Combine(path, "keys.json"))).RootElement.GetProperty("tensors");
        string[] others = ["classifier.", "cls_classifier.", "distillation_classifier.", "text_model.", "text_projection.", "visual_projection.", "logit_scale"];
        Dictionary<string, long[]> expected = keys.EnumerateObject()
            .Where(key => !Array.Exists(others, other => key.Name.StartsWith(other, StringComparison.Ordinal)) && !key.Name.EndsWith("mask_token", StringComparison.Ordinal))
            .ToDictionary(
                static key => key.Name, static key => key.Value.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64()).ToArray(), StringComparer.Ordinal);
        Assert.HasCount(expected.Count, lease.Backbone.Parameters);
        foreach (NamedTensor parameter in lease.Backbone.Parameters)
        {
            string stored = names.NamesOf(parameter.Name).Single(expected.ContainsKey);
            CollectionAssert.AreEqual(expected[stored], parameter.Tensor.shape, parameter.Name);
        }
    }

    private static double CompareOutputs(Fixture io, string prefix, Backbone backbone)
    {
        PixelBatch batch = Batch(io, prefix + "pixel_values");
        using torch.Tensor last = backbone.Forward(batch);
        double largest = Near.WithinAbsolute(io.Singles(prefix + "last_hidden_state"), TensorMemory.ToSingles(last), Tolerance, "last hidden state");
        Assert.AreEqual(io.Has(prefix + "pooler_output"), backbone.HasPooler);
        if (!backbone.HasPooler)
        {
            return largest;
        }

        using torch.Tensor pooled = backbone.Pool(last, batch);
        return Math.Max(largest, Near.WithinAbsolute(io.Singles(prefix + "pooler_output"), TensorMemory.ToSingles(pooled), Tolerance, "pooled"));
    }

    private static BackboneLease Acquire(string name)
        => Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));

    private static PixelBatch Batch(Fixture io, string name)
    {
        int[] shape = io.Shape(name);
        return new PixelBatch(io.Singles(name), shape[0], shape[1], shape[2], shape[3]);
    }

    /// <summary>The image of io.json, scaled and normalised as the folder's preprocessor_config.json says.</summary>
    private static PixelBatch Formula(int size)
    {
        double[] mean = [0.485, 0.456, 0.406];
        double[] deviation = [0.229, 0.224, 0.225];
        var values = new byte[3 * size * size];
        var pixels = new float[values.Length];
        for (int c = 0, at = 0; c < 3; c++)
        {
            for (int y = 0; y < size; y++)
            {
                for (int x = 0; x < size; x++, at++)
                {
                    values[at] = (byte)((7 * x) + (13 * y) + (29 * c) + (3 * (x * y / 5)));
                    pixels[at] = (float)(((values[at] / 255.0) - mean[c]) / deviation[c]);
                }
            }
        }

        JsonElement io = JsonDocument.Parse(File.ReadAllText(Repository.Shared("fixtures", "real", "dinov2-small-saliency", "io.json"))).RootElement;
        Assert.AreEqual(io.GetProperty("sha256").GetProperty($"{size}").GetString(), Convert.ToHexStringLower(SHA256.HashData(values)));
        return new PixelBatch(pixels, 1, 3, size, size);
    }

    private static float[] Corner(PixelBatch batch, int side)
    {
        float[] pixels = batch.Pixels.ToArray();
        return
        [
            .. from c in Enumerable.Range(0, batch.Channels)
               from y in Enumerable.Range(0, side)
               from x in Enumerable.Range(0, side)
               select pixels[(((c * batch.Height) + y) * batch.Width) + x],
        ];
    }
}
