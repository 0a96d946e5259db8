using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.ModernBert;

[TestClass]
public sealed class ModernBertNetworkTests
{
    private static readonly TokenBatch Batch = new(
        new[] { 2, 7, 9, 10, 4, 3, 2, 8, 3, 0, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0 }, rows: 2, length: 6);

    [TestMethod]
    public void The_words_of_transformers_4_make_the_same_network()
    {
        using Fixture io = Fixture.Shared("backbones", "modernbert", "io.safetensors");
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        File.Copy(Repository.Shared("fixtures", "backbones", "modernbert", "config.old-style.json"), folder.File("config.json"));
        File.Copy(Repository.Shared("fixtures", "backbones", "modernbert", "model.safetensors"), folder.File("model.safetensors"));
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder.Path));
        int[] shape = io.Shape("last_hidden_state");
        int[] mask = io.Ints("attention_mask");

        using torch.Tensor hidden = lease.Backbone.Forward(new TokenBatch(io.Ints("input_ids"), mask, shape[0], shape[1]));

        float[] expected = io.Singles("last_hidden_state");
        float[] actual = TensorMemory.ToSingles(hidden);
        for (int token = 0; token < mask.Length; token++)
        {
            if (mask[token] == 1)
            {
                Near.WithinAbsolute(expected.AsSpan(token * shape[2], shape[2]), actual.AsSpan(token * shape[2], shape[2]), 2e-5, $"token {token}");
            }
        }
    }

    [TestMethod]
    [DataRow(false, false, 14)]
    [DataRow(false, true, 16)]
    [DataRow(true, true, 31)]
    public void Every_parameter_gets_its_gradient(bool biases, bool head, int count)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = TinyModernBert.Write(folder.File("backbone"), biases: biases, head: head);
        using LoadedBackbone own = Backbone.LoadPrivate(path, "identity", torch.CPU);
        Assert.HasCount(count, own.Backbone.Parameters);
        ParameterGradients.Check(own.Backbone, Batch, static _ => false);
    }

    [TestMethod]
    public void A_task_model_s_prefix_and_head_change_nothing()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        float[] plain = Hidden(TinyModernBert.Write(folder.File("plain")), Batch);
        CollectionAssert.AreEqual(plain, Hidden(TinyModernBert.Write(folder.File("task"), prefix: "model.", head: true), Batch));
    }

    [TestMethod]
    [DataRow("cls")]
    [DataRow("mean")]
    public void The_head_of_a_checkpoint_begins_with_a_dense_layer_and_a_norm(string pooling)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(
            BackboneReference.FromFolder(TinyModernBert.Write(folder.File("backbone"), prefix: "model.", head: true, pooling: pooling)));
        Assert.AreEqual(3, lease.ReadHead()!.Outputs);
        using torch.Tensor hidden = lease.Backbone.Forward(Batch);
        using torch.Tensor pooled = lease.Backbone.Pool(hidden, Batch);

        const int Width = TinyModernBert.Hidden;
        float[] states = TensorMemory.ToSingles(hidden);
        Dictionary<string, float[]> head = lease.Backbone.Parameters.Where(static parameter => parameter.Name.StartsWith("head.", StringComparison.Ordinal))
            .ToDictionary(static parameter => parameter.Name, static parameter => TensorMemory.ToSingles(parameter.Tensor), StringComparer.Ordinal);
        for (int row = 0; row < Batch.Rows; row++)
        {
            int tokens = pooling == "cls" ? 1 : Batch.AttentionMask.Span.Slice(row * Batch.Length, Batch.Length).Count(1);
            double[] input = [.. Enumerable.Range(0, Width).Select(f => Enumerable.Range(0, tokens).Average(t => states[(((row * Batch.Length) + t) * Width) + f]))];
            double[] active =
                [.. Enumerable.Range(0, Width).Select(f => Math.Max(0, input.Select((x, i) => x * head["head.dense.weight"][(f * Width) + i]).Sum()))];
            double mean = active.Average();
            double deviation = Math.Sqrt(active.Average(x => (x - mean) * (x - mean)) + 1e-5);
            double[] expected = [.. active.Select((x, f) => (x - mean) / deviation * head["head.norm.weight"][f])];
            Near.AreEqual(expected, TensorMemory.ToSingles(pooled).AsSpan(row * Width, Width), 1e-5, $"row {row}");
        }
    }

    /// <summary>The window of a token far in the padding holds no real token, and nothing of that reaches the real ones.</summary>
    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(5)]
    public void A_padded_row_equals_the_row_alone(int length)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = TinyModernBert.Write(folder.File("backbone"));
        int[] row = [2, 7, 9, 4, 3];
        const int Padded = 20;
        int[] ids = [.. Enumerable.Repeat(5, Padded), .. row[..length], .. new int[Padded - length]];
        int[] mask = [.. ids.Select((_, i) => i < Padded + length ? 1 : 0)];

        float[] alone = Hidden(path, new TokenBatch(row.AsMemory(0, length), mask.AsMemory(0, length), 1, length));
        float[] padded = Hidden(path, new TokenBatch(ids, mask, 2, Padded));

        Near.WithinAbsolute(alone, padded.AsSpan(Padded * TinyModernBert.Hidden, alone.Length), 1e-5);
        Assert.IsTrue(padded.All(float.IsFinite), "finite at padding too");
    }

    [TestMethod]
    public void Slices_of_the_fused_map_have_paths_of_their_own_and_one_module()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(TinyModernBert.Write(folder.File("backbone"))));
        AdapterSite[] sites = [.. lease.Backbone.Sites.Take(6)];
        CollectionAssert.AreEqual(
            (string[])["layers.0.attn.Wqkv:q", "layers.0.attn.Wqkv:k", "layers.0.attn.Wqkv:v", "layers.0.attn.Wo", "layers.0.mlp.Wi", "layers.0.mlp.Wo"],
            sites.Select(static site => site.Path).ToArray());
        CollectionAssert.AreEqual(
            (SiteRole[])[SiteRole.Query, SiteRole.Key, SiteRole.Value, SiteRole.AttentionOutput, SiteRole.MlpGate, SiteRole.MlpOut],
            sites.Select(static site => site.Role).ToArray());
        Assert.IsTrue(sites.Take(3).All(static site => site.PeftPath == "model.layers.0.attn.Wqkv" && site.OutFeatures == TinyModernBert.Hidden));
    }

    [TestMethod]
    public void An_input_that_does_not_fit_is_refused()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(TinyModernBert.Write(folder.File("backbone"))));
        Assert.AreEqual(24, lease.Backbone.MaxLength);
        Assert.Contains(
            "25 tokens", Assert.ThrowsExactly<ArgumentException>(() => lease.Backbone.Forward(new TokenBatch(new int[25], Ones(25), 1, 25))).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => lease.Backbone.Forward(new TokenBatch(new[] { TinyModernBert.Vocabulary }, Ones(1), 1, 1)));
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    private static float[] Hidden(string folder, TokenBatch batch)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
        using torch.Tensor hidden = lease.Backbone.Forward(batch);
        return TensorMemory.ToSingles(hidden);
    }
}
