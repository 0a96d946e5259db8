using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>A backbone of one's own, whose tensors may train.</summary>
[TestClass]
public sealed class PrivateBackboneTests
{
    private const double Step = 1e-2;

    private static readonly string[] KeyBiases = ["attention.self.key.bias", "attention.k_lin.bias", "attention.attn.k.bias"];

    private static readonly TokenBatch Batch = new(
        new[] { 2, 7, 9, 10, 3, 2, 8, 3, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }, rows: 2, length: 5, new[] { 0, 0, 1, 1, 1, 0, 1, 1, 0, 0 });

    /// <summary>The gradient of each tensor against the difference quotient along it: what the sum of squares of the gradient must be.</summary>
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
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor projection = Projection();
        foreach (NamedTensor parameter in own.Backbone.Parameters)
        {
            parameter.Tensor.requires_grad = true;
        }

        Loss(own.Backbone, projection).backward();

        Assert.HasCount(count, own.Backbone.Parameters);
        using var mode = torch.no_grad();
        foreach ((string name, _, torch.Tensor tensor) in own.Backbone.Parameters)
        {
            torch.Tensor gradient = tensor.grad ?? throw new AssertFailedException($"{name} has no gradient");
            double norm = gradient.norm().item<float>();
            Assert.IsTrue(double.IsFinite(norm), name);
            if (KeyBiases.Any(bias => name.EndsWith(bias, StringComparison.Ordinal)))
            {
                // It adds the same to all scores of a query, which the softmax takes away again.
                Assert.AreEqual(0, norm, 1e-4, name);
                continue;
            }

            Assert.IsGreaterThan(1e-2, norm, name);
            Assert.AreEqual(norm, Slope(own.Backbone, projection, tensor, gradient / norm), 0.02 * norm, name);
        }
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
        CollectionAssert.AreEqual(Hidden(lease.Backbone), Hidden(own.Backbone));

        float[] before = Hidden(lease.Backbone);
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

    private static double Slope(Backbone backbone, torch.Tensor projection, torch.Tensor tensor, torch.Tensor direction)
    {
        tensor.add_(direction, Step);
        double above = Loss(backbone, projection).item<double>();
        tensor.add_(direction, -2 * Step);
        double below = Loss(backbone, projection).item<double>();
        tensor.add_(direction, Step);
        return (above - below) / (2 * Step);
    }

    private static torch.Tensor Loss(Backbone backbone, torch.Tensor projection)
    {
        torch.Tensor hidden = backbone.Forward(Batch);
        torch.Tensor loss = (hidden.to(torch.float64) * projection).sum();
        return backbone.HasPooler ? loss + (backbone.Pool(hidden).to(torch.float64) * projection.select(1, 0)).sum() : loss;
    }

    /// <summary>Random numbers, 0 at padding.</summary>
    private static torch.Tensor Projection()
    {
        var random = new Random(3);
        torch.Tensor mask = torch.tensor(Batch.AttentionMask.ToArray()).view(Batch.Rows, Batch.Length, 1);
        double[] values = [.. Enumerable.Range(0, Batch.Rows * Batch.Length * RandomCheckpoint.Hidden).Select(_ => random.NextDouble() - 0.5)];
        return torch.tensor(values).view(Batch.Rows, Batch.Length, RandomCheckpoint.Hidden) * mask;
    }

    private static float[] Hidden(Backbone backbone)
    {
        using torch.Tensor hidden = backbone.Forward(Batch);
        return TensorMemory.ToSingles(hidden);
    }
}
