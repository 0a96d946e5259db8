using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Heads;

/// <summary>A vector for each text of a decoder, whose first token knows nothing of the others.</summary>
[TestClass]
public sealed class DecoderPoolingTests
{
    [TestMethod]
    public void The_last_real_token_is_read_unless_something_else_is_asked_for()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder);
        PooledReadout readout = PoolingResolver.Resolve(null, lease);
        Assert.AreEqual("lasttoken", readout.Name);
        Assert.AreEqual("lasttoken", Readout.Find("lasttoken")!.Name);
        Assert.AreEqual("mean", PoolingResolver.Resolve(PoolingMode.Mean, lease).Name);
        int[] lengths = [4, 1, 3];
        int[] ids = [5, 7, 2, 9, 3, 0, 0, 0, 8, 1, 6, 0];
        int[] mask = [.. Enumerable.Range(0, ids.Length).Select(i => i % 4 < lengths[i / 4] ? 1 : 0)];
        var batch = new TokenBatch(ids, mask, 3, 4);

        using torch.Tensor hidden = lease.Backbone.Forward(batch);
        using torch.Tensor pooled = readout.Apply(lease.Backbone, new ModelOutput(hidden, batch));

        float[] states = TensorMemory.ToSingles(hidden);
        const int Width = TinyDecoder.Hidden;
        float[] expected = [.. lengths.SelectMany((length, row) => states[(((row * 4) + length - 1) * Width)..(((row * 4) + length) * Width)])];
        CollectionAssert.AreEqual(expected, TensorMemory.ToSingles(pooled));
    }

    [TestMethod]
    public void The_first_token_and_a_pooler_are_refused()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(folder);
        Assert.Contains(
            "whose first token sees no other", Assert.ThrowsExactly<NolaCompatibilityException>(() => PoolingResolver.Resolve(PoolingMode.Cls, lease)).Message);
        Assert.Contains("has none", Assert.ThrowsExactly<NolaCompatibilityException>(() => PoolingResolver.Resolve(PoolingMode.Pooler, lease)).Message);
    }

    private static BackboneLease Acquire(TemporaryFolder folder)
        => Backbone.Acquire(BackboneReference.FromFolder(TinyDecoder.Write(folder.File("backbone"), TinyDecoder.Config("llama"))));
}
