using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>What every encoder of images does, over tiny ones of each kind.</summary>
[TestClass]
public sealed class VisionEncoderTests
{
    private const double Tolerance = 1e-5;

    private static IEnumerable<string> Kinds => TinyVision.Kinds;

    /// <summary>Also through positions that are interpolated.</summary>
    [TestMethod]
    [DataRow("clip_vision_model", 6, 6)]
    [DataRow("deit", 4, 10)]
    [DataRow("dinov2", 6, 6)]
    [DataRow(TinyVision.Swiglu, 6, 6)]
    [DataRow("siglip_vision_model", 10, 4)]
    [DataRow("siglip_vision_model", 6, 6)]
    [DataRow("vit", 6, 6)]
    public void Every_parameter_gets_its_gradient(string kind, int height, int width)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using LoadedBackbone own = Backbone.LoadPrivate(TinyVision.Write(folder.File("backbone"), kind), "identity", torch.CPU);

        // A bias of keys adds the same to all scores of a query, which the softmax takes away again.
        ParameterGradients.Check(
            own.Backbone, TinyVision.Batch(height: height, width: width), static name => name.EndsWith("k_proj.bias", StringComparison.Ordinal));
    }

    /// <summary>Positions of a few sizes are kept; a private backbone keeps none.</summary>
    [TestMethod]
    public void Images_of_many_sizes_give_what_they_give_where_nothing_is_kept()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = TinyVision.Write(folder.File("backbone"), "dinov2");
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        using LoadedBackbone own = Backbone.LoadPrivate(path, "identity", torch.CPU);
        foreach (int width in Enumerable.Range(1, 10).Concat(Enumerable.Range(1, 10)))
        {
            PixelBatch batch = TinyVision.Batch(height: 4, width: width * TinyVision.Patch);
            using torch.Tensor kept = lease.Backbone.Forward(batch);
            using torch.Tensor made = own.Backbone.Forward(batch);
            Near.AreEqual([.. TensorMemory.ToSingles(made).Select(static value => (double)value)], TensorMemory.ToSingles(kept), Tolerance, $"{width} patches wide");
        }
    }

    [TestMethod]
    [DataRow("clip", "vision_model.encoder.layers.0.self_attn.q_proj", null)]
    [DataRow("clip_vision_model", "vision_model.encoder.layers.0.self_attn.q_proj", null)]
    [DataRow("deit", "deit.layers.0.attention.q_proj", "deit.encoder.layer.0.attention.attention.query")]
    [DataRow("dinov2", "dinov2.encoder.layer.0.attention.q_proj", "dinov2.encoder.layer.0.attention.attention.query")]
    [DataRow("siglip", "vision_model.encoder.layers.0.self_attn.q_proj", null)]
    [DataRow("siglip_vision_model", "vision_model.encoder.layers.0.self_attn.q_proj", null)]
    [DataRow("vit", "vit.layers.0.attention.q_proj", "vit.encoder.layer.0.attention.attention.query")]
    public void An_encoder_of_images_says_what_it_takes(string kind, string firstPeftPath, string? olderPeftPath)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        Backbone backbone = lease.Backbone;
        Assert.AreEqual(kind, backbone.ModelType);
        Assert.AreEqual(
            new ImageLimits(TinyVision.Channels, TinyVision.Image, TinyVision.Patch, TinyVision.ClassTokens(kind)), backbone.ImageLimits);
        Assert.AreEqual((null, 0, 0), (backbone.TextLimits, backbone.MaxLength, backbone.VocabularySize));
        Assert.AreEqual((firstPeftPath, olderPeftPath), (backbone.Sites[0].PeftPath, backbone.Sites[0].OlderPeftPath));
        CollectionAssert.AreEqual(
            Enumerable.Range(0, TinyVision.Layers).SelectMany(static layer => Enumerable.Repeat(layer, 6)).ToArray(),
            backbone.Sites.Select(static site => site.Layer).ToArray());
        Assert.AreEqual((true, false, false), (backbone.HasPooler, backbone.IsCausal, backbone.HasLanguageModelHead));
        Assert.AreEqual(3 * (9 + TinyVision.ClassTokens(kind)), backbone.PositionsOf(TinyVision.Batch(rows: 3)));
        Assert.AreEqual(10 + TinyVision.ClassTokens(kind), backbone.PositionsOf(TinyVision.Batch(rows: 1, height: 4, width: 10)));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void An_input_that_does_not_fit_is_refused(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        Refuse("takes images, a PixelBatch, not a TokenBatch", new TokenBatch(new[] { 1 }, new[] { 1 }, 1, 1));
        Refuse("have 1 channels; this backbone takes those of 3 (num_channels)", new PixelBatch(new float[36], 1, 1, 6, 6));
        Refuse("are 7 pixels wide and 6 high; this backbone takes 6 x 6 (image_size), and other sizes that are multiples of its patch_size, 2",
            TinyVision.Batch(width: 7));
        Refuse("are 6 pixels wide and 1 high", TinyVision.Batch(height: 1));
        Refuse("not those of a backbone of 2 layers of width 8", new HiddenBatch(new float[36], 2, 2, 0));
        Refuse("not those of a backbone of 2 layers of width 8", new HiddenBatch(new float[32], 2, 2, 3));
        using var state = new ForwardState();
        Assert.Contains(
            "carries no state", Assert.ThrowsExactly<ArgumentException>(() => lease.Backbone.Forward(TinyVision.Batch(), state)).Message);

        void Refuse(string message, ModelInput input)
        {
            Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => lease.Backbone.Forward(input)).Message);
            Assert.ThrowsExactly<ArgumentException>(() => lease.Backbone.BeginLayers(input));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_pass_layer_by_layer_is_the_pass_and_a_layer_can_run_again(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        using DisposeScope scope = torch.NewDisposeScope();
        PixelBatch batch = TinyVision.Batch();
        using LayeredPass pass = lease.Backbone.BeginLayers(batch)!;
        Assert.AreEqual((0, TinyVision.Layers), (pass.First, pass.Layers));
        torch.Tensor embedded = pass.Embed();
        torch.Tensor middle = pass.Run(0, embedded, AdapterBinding.None);
        torch.Tensor last = pass.Run(1, middle, AdapterBinding.None);
        CollectionAssert.AreEqual(TensorMemory.ToSingles(middle), TensorMemory.ToSingles(pass.Run(0, embedded, AdapterBinding.None)));
        CollectionAssert.AreEqual(Hidden(lease.Backbone, batch), TensorMemory.ToSingles(pass.Finish(last)));
    }

    /// <summary>What goes into a layer can be kept, and the pass go on from there.</summary>
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_pass_goes_on_behind_any_layer(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        PixelBatch batch = TinyVision.Batch(rows: 3, height: 4);
        float[] whole = Hidden(lease.Backbone, batch);
        for (int layer = 0; layer <= TinyVision.Layers; layer++)
        {
            using torch.Tensor states = lease.Backbone.StatesBefore(layer, batch);
            var later = new HiddenBatch(TensorMemory.ToSingles(states), 3, 6 + TinyVision.ClassTokens(kind), layer);
            Assert.AreEqual(lease.Backbone.PositionsOf(batch), lease.Backbone.PositionsOf(later));
            CollectionAssert.AreEqual(whole, Hidden(lease.Backbone, later), $"layer {layer}");
            using LayeredPass pass = lease.Backbone.BeginLayers(later)!;
            Assert.AreEqual(layer, pass.First);
        }
    }

    /// <summary>Nothing is padded, so no row knows of another.</summary>
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_row_of_a_batch_equals_the_row_alone(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        PixelBatch batch = TinyVision.Batch(rows: 3);
        float[][] together = Vectors(lease.Backbone, batch);
        int pixels = batch.Pixels.Length / 3;
        for (int row = 0; row < 3; row++)
        {
            float[][] alone = Vectors(lease.Backbone, new PixelBatch(batch.Pixels.Slice(row * pixels, pixels), 1, 3, 6, 6));
            for (int i = 0; i < alone.Length; i++)
            {
                Near.WithinAbsolute(alone[i], together[i].AsSpan(row * alone[i].Length, alone[i].Length), Tolerance, $"row {row}");
            }
        }
    }

    /// <summary>SigLIP's largest has patches of 14 pixels and images of 384: what does not fill a patch is left out.</summary>
    [TestMethod]
    [DataRow("siglip_vision_model")]
    [DataRow("vit")]
    public void Pixels_beyond_the_last_whole_patch_of_the_usual_size_are_left_out(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        var config = TinyVision.Config(kind);
        config["image_size"] = TinyVision.Image + 1;
        using BackboneLease odd = Backbone.Acquire(BackboneReference.FromFolder(TinyVision.Write(folder.File("odd"), kind, config: config)));
        using BackboneLease even = Acquire(folder, kind);
        PixelBatch larger = TinyVision.Batch(rows: 1, height: 7, width: 7);
        float[] inner = [.. larger.Pixels.ToArray().Where(static (_, i) => i % 49 / 7 < 6 && i % 7 < 6)];
        Near.WithinAbsolute(Hidden(even.Backbone, new PixelBatch(inner, 1, 3, 6, 6)), Hidden(odd.Backbone, larger), 1e-6);
    }

    /// <summary>Files of transformers 4 and 5, of encoders by themselves and inside task models.</summary>
    [TestMethod]
    [DataRow("vit", "vit.")]
    [DataRow("deit", "deit.")]
    [DataRow("dinov2", "dinov2.")]
    [DataRow(TinyVision.Swiglu, "dinov2.")]
    [DataRow("clip_vision_model", "vision_model.")]
    [DataRow("siglip_vision_model", "vision_model.")]
    public void However_a_file_calls_its_tensors_the_network_is_the_same(string kind, string prefix)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        float[] plain = Hidden(folder, kind, null);
        CollectionAssert.AreEqual(plain, Hidden(folder, kind, name => prefix + name));
        if (TinyVision.IsTower(kind))
        {
            return;
        }

        Func<string, string> current = name => Rename(name, isVit: kind is "vit" or "deit");
        Assert.AreNotEqual("encoder.layer.0.attention.attention.query.weight", current("encoder.layer.0.attention.attention.query.weight"));
        CollectionAssert.AreEqual(plain, Hidden(folder, kind, current));
        CollectionAssert.AreEqual(plain, Hidden(folder, kind, name => prefix + current(name)));
    }

    /// <summary>Linear maps alone are quantised: 8 bits come near, and neither class tokens nor patches are touched.</summary>
    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_base_in_fewer_bits_comes_near(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease whole = Acquire(folder, kind);
        float[][] expected = Vectors(whole.Backbone, TinyVision.Batch());
        foreach ((BaseQuantization quantization, double tolerance) in ((BaseQuantization, double)[])[(BaseQuantization.Int8, 0.05), (BaseQuantization.Nf4, 0.5)])
        {
            using BackboneLease small = Backbone.Acquire(
                BackboneReference.FromFolder(folder.File("backbone")), new BackboneOptions { Quantization = quantization });
            float[][] actual = Vectors(small.Backbone, TinyVision.Batch());
            for (int i = 0; i < expected.Length; i++)
            {
                double difference = expected[i].Zip(actual[i], static (x, y) => Math.Abs(x - y)).Max();
                Assert.IsInRange(1e-6, tolerance, difference / expected[i].Max(Math.Abs), $"{quantization}");
            }

            Assert.IsTrue(small.Backbone.Parameters.Where(static parameter => parameter.Name.StartsWith("embeddings.", StringComparison.Ordinal))
                .All(static parameter => parameter.Scales.Count == 0));
        }
    }

    [TestMethod]
    public void Both_halves_of_the_gates_of_DINOv2_are_sites_of_one_map()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, TinyVision.Swiglu);
        AdapterSite[] sites = [.. lease.Backbone.Sites.Take(7)];
        CollectionAssert.AreEqual(
            (string[])["attention.q_proj", "attention.k_proj", "attention.v_proj", "attention.o_proj", "mlp.weights_in:gate", "mlp.weights_in:up", "mlp.weights_out"],
            sites.Select(static site => site.Path["encoder.layer.0.".Length..]).ToArray());
        CollectionAssert.AreEqual(
            (SiteRole[])[SiteRole.Query, SiteRole.Key, SiteRole.Value, SiteRole.AttentionOutput, SiteRole.MlpGate, SiteRole.MlpIn, SiteRole.MlpOut],
            sites.Select(static site => site.Role).ToArray());
        Assert.AreEqual(new ModuleSlice(TinyVision.Gated, 2 * TinyVision.Gated), sites[5].Slice);
    }

    /// <summary>Guides for ViT name its modules as transformers 4 does.</summary>
    [TestMethod]
    [DataRow("query", "attention.q_proj")]
    [DataRow("attention.output.dense", "attention.o_proj")]
    [DataRow("intermediate.dense", "mlp.fc1")]
    [DataRow("vit.encoder.layer.1.attention.attention.value", "attention.v_proj")]
    [DataRow(".*attention\\.(key|k_proj)", "attention.k_proj")]
    [DataRow("fc2", "mlp.fc2")]
    public void Targets_may_be_named_in_the_words_of_transformers_4(string target, string expected)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, "vit");
        AdapterPlan plan = AdapterPlan.Resolve(new AdapterConfig { TargetModules = { target } }, lease.Backbone);
        Assert.HasCount(target.Contains(".1.", StringComparison.Ordinal) ? 1 : TinyVision.Layers, plan.Sites);
        Assert.IsTrue(plan.Sites.All(site => site.Path.EndsWith(expected, StringComparison.Ordinal)));
    }

    private static string Rename(string name, bool isVit)
    {
        var parts = new List<(string Old, string New)>
        {
            (".attention.attention.query", ".attention.q_proj"), (".attention.attention.key", ".attention.k_proj"),
            (".attention.attention.value", ".attention.v_proj"), (".attention.output.dense", ".attention.o_proj"),
        };
        if (isVit)
        {
            parts.AddRange([("encoder.layer.", "layers."), (".intermediate.dense", ".mlp.fc1"), (".output.dense", ".mlp.fc2")]);
        }

        return parts.Aggregate(name, static (result, part) => result.Replace(part.Old, part.New, StringComparison.Ordinal));
    }

    private static BackboneLease Acquire(TemporaryFolder folder, string kind) =>
        Backbone.Acquire(BackboneReference.FromFolder(TinyVision.Write(folder.File("backbone"), kind)));

    private static float[] Hidden(TemporaryFolder folder, string kind, Func<string, string>? rename)
    {
        using LoadedBackbone own = Backbone.LoadPrivate(TinyVision.Write(folder.File("backbone"), kind, rename), "identity", torch.CPU);
        return Hidden(own.Backbone, TinyVision.Batch());
    }

    private static float[] Hidden(Backbone backbone, ModelInput input)
    {
        using torch.Tensor hidden = backbone.Forward(input);
        return TensorMemory.ToSingles(hidden);
    }

    /// <summary>The last hidden state and the pooled vectors.</summary>
    private static float[][] Vectors(Backbone backbone, ModelInput input)
    {
        using torch.Tensor hidden = backbone.Forward(input);
        using torch.Tensor pooled = backbone.Pool(hidden, input);
        return [TensorMemory.ToSingles(hidden), TensorMemory.ToSingles(pooled)];
    }
}
