using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.DebertaV2;

[TestClass]
public sealed class DebertaV2NetworkTests
{
    private const string Whole = "{}";
    private const string OwnMaps = """{"share_att_key": false}""";
    private const string OnlyKeys = """{"share_att_key": false, "pos_att_type": "c2p", "norm_rel_ebd": "none"}""";
    private const string OnlyQueries = """{"pos_att_type": "p2c", "position_buckets": -1}""";
    private const string Convolution = """{"conv_kernel_size": 3, "conv_act": "tanh"}""";
    private const string Groups = """{"conv_kernel_size": 5, "conv_groups": 2, "position_buckets": 7}""";

    private static readonly TokenBatch Batch = new(
        new[] { 2, 7, 9, 10, 4, 3, 2, 8, 3, 0, 0, 0 }, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0 }, rows: 2, length: 6);

    [TestMethod]
    [DataRow(Whole)]
    [DataRow(OwnMaps)]
    [DataRow(OnlyKeys)]
    [DataRow(OnlyQueries)]
    [DataRow(Convolution)]
    [DataRow(Groups)]
    public void The_formulas_of_the_paper_give_the_same(string changes)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        JsonObject config = TinyDebertaV2.Changed(changes);
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(TinyDebertaV2.Write(folder.File("backbone"), config)));
        var naive = new NaiveDebertaV2(config, lease.Backbone.Parameters);
        int[] longest = [2, 7, 9, 10, 4, 3, 5, 6, 1, 11, 8, 2, 3, 9, 7, 5, 4, 1, 10, 6, 2, 8, 3];
        foreach (int length in (int[])[1, 2, 9, longest.Length])
        {
            int[] ids = [.. longest, .. longest[..length], .. Enumerable.Repeat(7, longest.Length - length)];
            int[] mask = [.. ids.Select((_, i) => i < longest.Length + length ? 1 : 0)];

            using torch.Tensor hidden = lease.Backbone.Forward(new TokenBatch(ids, mask, 2, longest.Length));

            float[] actual = TensorMemory.ToSingles(hidden);
            RequireRow(naive.Forward(longest), actual, 0);
            RequireRow(naive.Forward(longest[..length]), actual, longest.Length * TinyDebertaV2.Hidden);
        }
    }

    [TestMethod]
    [DataRow(Whole, 40)]
    [DataRow(OwnMaps, 48)]
    [DataRow(OnlyKeys, 42)]
    [DataRow(OnlyQueries, 40)]
    [DataRow(Convolution, 44)]
    public void Every_parameter_gets_its_gradient(string changes, int count)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        JsonObject config = TinyDebertaV2.Changed(changes);
        config["hidden_act"] = "gelu";
        string path = TinyDebertaV2.Write(folder.File("backbone"), config, pooler: true);
        using LoadedBackbone own = Backbone.LoadPrivate(path, "identity", torch.CPU);
        Assert.HasCount(count, own.Backbone.Parameters);

        // A bias that adds the same to all scores of a query is taken away again by the softmax. What keys add to distances is not the same.
        bool scoresKeys = changes != OnlyKeys;
        ParameterGradients.Check(
            own.Backbone,
            Batch,
            name => name.EndsWith("pos_key_proj.bias", StringComparison.Ordinal)
                || (!scoresKeys && name.EndsWith("self.key_proj.bias", StringComparison.Ordinal)),
            step: 3e-3);
    }

    [TestMethod]
    public void A_task_model_s_prefix_and_head_change_nothing()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        float[] plain = Hidden(TinyDebertaV2.Write(folder.File("plain"), TinyDebertaV2.Config));
        CollectionAssert.AreEqual(plain, Hidden(TinyDebertaV2.Write(folder.File("task"), TinyDebertaV2.Config, prefix: "deberta.", pooler: true)));
    }

    [TestMethod]
    public void The_head_of_a_checkpoint_begins_with_a_dense_layer_on_the_first_token()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        JsonObject config = TinyDebertaV2.Changed("""{"pooler_hidden_act": "relu", "architectures": ["DebertaV2ForSequenceClassification"]}""");
        using BackboneLease lease = Backbone.Acquire(
            BackboneReference.FromFolder(TinyDebertaV2.Write(folder.File("backbone"), config, prefix: "deberta.", pooler: true)));
        CheckpointHead head = lease.ReadHead() ?? throw new AssertFailedException("There is no head.");
        Assert.AreEqual(3, head.Outputs);
        using torch.Tensor hidden = lease.Backbone.Forward(Batch);
        using torch.Tensor pooled = lease.Backbone.Pool(hidden, Batch);

        float[] states = TensorMemory.ToSingles(hidden);
        var naive = new NaiveDebertaV2(config, lease.Backbone.Parameters);
        for (int row = 0; row < Batch.Rows; row++)
        {
            double[] first = [.. states.AsSpan(row * Batch.Length * TinyDebertaV2.Hidden, TinyDebertaV2.Hidden).ToArray().Select(static x => (double)x)];
            double[] expected = [.. naive.Linear(first, "pooler.dense").Select(static x => Math.Max(0, x))];
            Near.AreEqual(expected, TensorMemory.ToSingles(pooled).AsSpan(row * TinyDebertaV2.Hidden, TinyDebertaV2.Hidden), 1e-5, $"row {row}");
        }
    }

    [TestMethod]
    public void An_input_that_does_not_fit_is_refused()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(
            BackboneReference.FromFolder(TinyDebertaV2.Write(folder.File("backbone"), TinyDebertaV2.Config)));
        Assert.AreEqual(TinyDebertaV2.Positions, lease.Backbone.MaxLength);
        Assert.Contains(
            "25 tokens",
            Assert.ThrowsExactly<ArgumentException>(
                () => lease.Backbone.Forward(new TokenBatch(new int[25], Enumerable.Repeat(1, 25).ToArray(), 1, 25))).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => lease.Backbone.Forward(new TokenBatch(new[] { TinyDebertaV2.Vocabulary }, new[] { 1 }, 1, 1)));
    }

    private static void RequireRow(double[][] expected, float[] actual, int start)
    {
        for (int token = 0; token < expected.Length; token++)
        {
            Near.AreEqual(expected[token], actual.AsSpan(start + (token * TinyDebertaV2.Hidden), TinyDebertaV2.Hidden), 1e-5, $"token {token}");
        }
    }

    private static float[] Hidden(string folder)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder));
        using torch.Tensor hidden = lease.Backbone.Forward(Batch);
        return TensorMemory.ToSingles(hidden);
    }
}
