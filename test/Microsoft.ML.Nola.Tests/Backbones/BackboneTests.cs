using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

[TestClass]
public sealed class BackboneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [TestMethod]
    [DataRow("bert", "bert", "bert.encoder.layer.0.attention.self.query", 2)]
    [DataRow("distilbert", "distilbert", "distilbert.transformer.layer.0.attention.q_lin", 0)]
    [DataRow("electra", "electra", "electra.encoder.layer.0.attention.self.query", 2)]
    [DataRow("mpnet", "mpnet", "mpnet.encoder.layer.0.attention.attn.q", 0)]
    [DataRow("roberta", "roberta", "roberta.encoder.layer.0.attention.self.query", 2)]
    [DataRow("xlm-roberta", "roberta", "roberta.encoder.layer.0.attention.self.query", 2)]
    public void A_text_encoder_says_what_it_takes(string modelType, string prefix, string firstPeftPath, int tokenTypes)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(RandomCheckpoint.Write(folder.File("backbone"), modelType)));
        Assert.AreEqual(modelType, lease.Backbone.ModelType);
        Assert.AreEqual(prefix, lease.Backbone.BasePrefix);
        Assert.AreEqual(new TextLimits(RandomCheckpoint.Positions, RandomCheckpoint.Vocabulary, tokenTypes), lease.Backbone.TextLimits);
        Assert.AreEqual(RandomCheckpoint.Positions, lease.Backbone.MaxLength);
        Assert.AreEqual(firstPeftPath, lease.Backbone.Sites[0].PeftPath);
        Assert.IsFalse(lease.Backbone.HasPooler);
    }

    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    public void An_input_that_does_not_fit_is_refused(string modelType)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(RandomCheckpoint.Write(folder.File("backbone"), modelType)));
        int[] ones = [1, 1, 1, 1, 1, 1, 1];
        Assert.Contains("6 positions", Assert.ThrowsExactly<ArgumentException>(() => lease.Backbone.Forward(new TokenBatch(ones, ones, 1, 7))).Message);
        Assert.Contains("vocab_size of 11", Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => lease.Backbone.Forward(new TokenBatch(new[] { 1, 11 }, new[] { 1, 1 }, 1, 2))).Message);
        Assert.Contains("PixelInput", Assert.ThrowsExactly<ArgumentException>(() => lease.Backbone.Forward(new PixelInput())).Message);
        Assert.Contains("carries no state", Assert.ThrowsExactly<ArgumentException>(
            () => lease.Backbone.Forward(new TokenBatch(new[] { 1 }, new[] { 1 }, 1, 1), new ForwardState())).Message);
    }

    [TestMethod]
    public void Token_types_are_checked_by_a_backbone_that_has_them_and_passed_over_by_one_that_has_none()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease bert = Backbone.Acquire(BackboneReference.FromFolder(RandomCheckpoint.Write(folder.File("bert"), "bert")));
        using BackboneLease distilled = Backbone.Acquire(BackboneReference.FromFolder(RandomCheckpoint.Write(folder.File("distilbert"), "distilbert")));
        var pair = new TokenBatch(new[] { 1, 2 }, new[] { 1, 1 }, 1, 2, new[] { 0, 2 });
        Assert.Contains("type_vocab_size of 2", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => bert.Backbone.Forward(pair)).Message);
        using torch.Tensor withTypes = distilled.Backbone.Forward(pair);
        using torch.Tensor without = distilled.Backbone.Forward(new TokenBatch(new[] { 1, 2 }, new[] { 1, 1 }, 1, 2));
        CollectionAssert.AreEqual(TensorMemory.ToSingles(without), TensorMemory.ToSingles(withTypes));
    }

    [TestMethod]
    public void Reading_and_freeing_wait_for_their_turn_at_the_gate()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = RandomCheckpoint.Write(folder.File("backbone"), "bert");
        long before = torch.Tensor.TotalCount;
        BackboneLease lease = WhileTheGateIsFull(
            () => Backbone.Acquire(BackboneReference.FromFolder(path)), () => Assert.AreEqual(before, torch.Tensor.TotalCount));
        long held = torch.Tensor.TotalCount;
        Assert.IsGreaterThan(before, held);
        WhileTheGateIsFull(
            () =>
            {
                lease.Dispose();
                return true;
            },
            () => Assert.AreEqual(held, torch.Tensor.TotalCount));
    }

    private static T WhileTheGateIsFull<T>(Func<T> work, Action whileItWaits)
    {
        using var release = new ManualResetEventSlim();
        Task[] fill = [.. Enumerable.Range(0, Environment.ProcessorCount)
            .Select(_ => InBackground(() => TorchGate.Shared.Run(() => release.Wait(Patience), narrow: true)))];
        try
        {
            Assert.IsTrue(SpinWait.SpinUntil(static () => TorchGate.Shared.Load.Running == Environment.ProcessorCount, Patience));
            Task<T> task = InBackground(work);
            Assert.IsTrue(SpinWait.SpinUntil(static () => TorchGate.Shared.Load.Waiting == 1, Patience));
            whileItWaits();
            release.Set();
            return task.GetAwaiter().GetResult();
        }
        finally
        {
            release.Set();
            Task.WaitAll(fill);
        }
    }

    private static Task<T> InBackground<T>(Func<T> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private sealed class PixelInput() : ModelInput(1);
}
