using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>A backbone of one's own, whose tensors may train.</summary>
[TestClass]
public sealed class PrivateBackboneTests
{
    private static readonly string[] KeyBiases = ["attention.self.key.bias", "attention.k_lin.bias", "attention.attn.k.bias"];

    private static readonly TokenBatch Batch = new(
        new[] { 2, 7, 9, 10, 3, 2, 8, 3, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }, rows: 2, length: 5, new[] { 0, 0, 1, 1, 1, 0, 1, 1, 0, 0 });

    [TestMethod]
    [DataRow("bert", null, 37)]
    [DataRow("bert", "pooler.dense", 39)]
    [DataRow("distilbert", "pre_classifier", 38)]
    [DataRow("electra", "classifier.dense", 41)]
    [DataRow("mpnet", "pooler.dense", 39)]
    [DataRow("roberta", "classifier.dense", 39)]
    [DataRow("xlm-roberta", null, 37)]
    public void Every_parameter_gets_its_gradient(string modelType, string? pooler, int count)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = RandomCheckpoint.Write(folder.File("backbone"), modelType, shapes => AddPooler(shapes, pooler));
        using LoadedBackbone own = Backbone.LoadPrivate(path, "identity", torch.CPU);
        Assert.HasCount(count, own.Backbone.Parameters);

        // A bias of keys adds the same to all scores of a query, which the softmax takes away again.
        ParameterGradients.Check(own.Backbone, Batch, static name => Array.Exists(KeyBiases, bias => name.EndsWith(bias, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_private_backbone_shares_no_tensor()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = RandomCheckpoint.Write(folder.File("backbone"), "bert");
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(path));
        using LoadedBackbone own = Backbone.LoadPrivate(path, lease.Backbone.Identity, torch.CPU);
        Assert.AreEqual(lease.Backbone.Identity, own.Backbone.Identity);

        // Not the same bits: the shared one multiplies by packed weights.
        float[] before = Hidden(lease.Backbone);
        Near.AreEqual([.. before.Select(static value => (double)value)], Hidden(own.Backbone), 1e-5);
        foreach (NamedTensor parameter in own.Backbone.Parameters)
        {
            using torch.Tensor same = parameter.Tensor.zero_();
        }

        CollectionAssert.AreEqual(before, Hidden(lease.Backbone));
        CollectionAssert.AreNotEqual(before, Hidden(own.Backbone));
        own.Dispose();
    }

    [TestMethod]
    public void A_private_backbone_that_cannot_be_read_leaves_no_tensor()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = RandomCheckpoint.Write(folder.File("backbone"), "distilbert", static shapes => shapes.Remove("transformer.layer.1.ffn.lin2.bias"));
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => Backbone.LoadPrivate(path, "identity", torch.CPU));
        Assert.Contains("'transformer.layer.1.ffn.lin2.bias' is missing", fault.Message);
        Assert.Contains("'distilbert.'", fault.Message);
    }

    private static void AddPooler(Dictionary<string, long[]> shapes, string? pooler)
    {
        if (pooler is not null)
        {
            shapes.Add(pooler + ".weight", [RandomCheckpoint.Hidden, RandomCheckpoint.Hidden]);
            shapes.Add(pooler + ".bias", [RandomCheckpoint.Hidden]);
        }
    }

    private static float[] Hidden(Backbone backbone)
    {
        using torch.Tensor hidden = backbone.Forward(Batch);
        return TensorMemory.ToSingles(hidden);
    }
}
