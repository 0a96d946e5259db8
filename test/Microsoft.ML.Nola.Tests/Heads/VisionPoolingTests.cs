using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Heads;

/// <summary>A vector for each image.</summary>
[TestClass]
public sealed class VisionPoolingTests
{
    [TestMethod]
    [DataRow("vit", "cls")]
    [DataRow("deit", "cls")]
    [DataRow("dinov2", "cls")]
    [DataRow("clip_vision_model", "pooler")]
    [DataRow("clip", "pooler")]
    [DataRow("siglip_vision_model", "pooler")]
    public void The_class_token_is_read_unless_the_tower_was_trained_to_be_read_by_its_pooler(string kind, string expected)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        Assert.AreEqual(expected, PoolingResolver.Resolve(null, lease).Name);
        Assert.AreEqual("mean", PoolingResolver.Resolve(PoolingMode.Mean, lease).Name);
        Assert.AreEqual("pooler", PoolingResolver.Resolve(PoolingMode.Pooler, lease).Name);
    }

    [TestMethod]
    public void Patches_alone_are_averaged_if_there_is_no_pooler_either()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        var config = TinyVision.Config("siglip_vision_model");
        config["vision_use_head"] = false;
        using BackboneLease lease = Backbone.Acquire(
            BackboneReference.FromFolder(TinyVision.Write(folder.File("backbone"), "siglip_vision_model", config: config)));
        Assert.AreEqual("mean", PoolingResolver.Resolve(null, lease).Name);
        Refuse(lease, PoolingMode.Pooler, "has none");
        Refuse(lease, PoolingMode.Cls, "has patches alone, no class token; choose Pooler or Mean");
        Refuse(lease, PoolingMode.LastToken, "takes images, whose last token is a patch as any other");
    }

    [TestMethod]
    [DataRow("deit")]
    [DataRow("dinov2")]
    [DataRow("siglip_vision_model")]
    public void Class_tokens_have_no_part_in_the_mean(string kind)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder, kind);
        PixelBatch batch = TinyVision.Batch(rows: 2, height: 4);

        using torch.Tensor hidden = lease.Backbone.Forward(batch);
        using torch.Tensor pooled = new PooledReadout(PoolingMode.Mean).Apply(lease.Backbone, new ModelOutput(hidden, batch));

        float[] states = TensorMemory.ToSingles(hidden);
        (int before, int width) = (TinyVision.ClassTokens(kind), TinyVision.Hidden);
        float[] expected =
        [
            .. from row in Enumerable.Range(0, 2)
               from feature in Enumerable.Range(0, width)
               select Enumerable.Range(before, 6).Average(token => states[(((row * (6 + before)) + token) * width) + feature]),
        ];
        Near.WithinAbsolute(expected, TensorMemory.ToSingles(pooled), 1e-6);
    }

    private static void Refuse(BackboneLease lease, PoolingMode mode, string message) => Assert.Contains(
        message, Assert.ThrowsExactly<NolaCompatibilityException>(() => PoolingResolver.Resolve(mode, lease)).Message);

    private static BackboneLease Acquire(TemporaryFolder folder, string kind) =>
        Backbone.Acquire(BackboneReference.FromFolder(TinyVision.Write(folder.File("backbone"), kind)));
}
