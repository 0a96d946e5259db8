using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class ExitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>So the end of the process waits for both.</summary>
    [TestMethod]
    public void A_backbone_is_loaded_and_freed_in_the_gate()
    {
        using TensorGuard guard = new();
        using TemporaryFolder folder = new();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.Path, seed: 31));
        BackboneLease lease = BesideAFullGate(() => Backbone.Acquire(reference));
        Assert.IsTrue(BesideAFullGate(() =>
        {
            lease.Dispose();
            return true;
        }));
    }

    /// <summary>The program fails the test if it ends with anything but 0; a crash in libtorch is 139.</summary>
    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public void A_process_that_ends_while_others_load_a_backbone_ends_well()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.IsEmpty(new TestProgram("TorchProbe").Run("leave", Path.Combine(Repository.Root, "models", "minilm")));
        }
    }

    /// <summary>Starts work while the gate has no room, sees it wait there, and lets it go on.</summary>
    private static T BesideAFullGate<T>(Func<T> work)
    {
        TorchGate gate = TorchGate.Shared;
        ManualResetEventSlim go = new();
        Task[] full = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => StartNew(() => gate.Run(() => go.Wait(Long), narrow: true)))];
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == full.Length, Long));
        Task<T> started = StartNew(work);
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 1, Long), "it goes past the gate");
        go.Set();
        Task.WaitAll([.. full, started]);
        go.Dispose();
        return started.Result;
    }

    private static Task<T> StartNew<T>(Func<T> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
