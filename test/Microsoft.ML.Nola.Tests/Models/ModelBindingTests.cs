using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.Classification;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models;

/// <summary>A model can be given back at every moment of its binding, by any thread, without waiting for it.</summary>
[TestClass]
public sealed class ModelBindingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    /// <summary>
    /// At the end of the process the thread that ends it may dispose a model while another thread binds it, and that binding then never ends.
    /// </summary>
    [TestMethod]
    public void Dispose_does_not_wait_for_a_model_that_is_being_bound()
    {
        using var guard = new TensorGuard();
        using var release = new ManualResetEventSlim();
        using FittedModel model = Create();
        Task[] full =
            [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => InBackground(() => TorchGate.Shared.Run(() => release.Wait(Long), narrow: true)))];
        Assert.IsTrue(SpinWait.SpinUntil(static () => TorchGate.Shared.Load.Running == Environment.ProcessorCount, Long));
        Task scoring = InBackground(() => model.Score([new TextInput("bace cedi fogu")]));
        Assert.IsTrue(SpinWait.SpinUntil(static () => TorchGate.Shared.Load.Waiting > 0, Long), "it binds");
        Task disposing = InBackground(model.Dispose);
        bool returned = disposing.Wait(TimeSpan.FromSeconds(10));
        release.Set();
        Task.WaitAll([.. full, scoring, disposing], Long);
        Assert.IsTrue(returned, "Dispose waits for the binding");
    }

    [TestMethod]
    public void A_binding_that_is_given_back_while_it_is_made_frees_it_after_its_last_holder()
    {
        using var guard = new TensorGuard();
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var binding = new ModelBinding(() =>
        {
            started.Set();
            release.Wait(Long);
            return Bind();
        });
        Task<BoundModel?> acquiring = Task.Run(binding.Acquire);
        Assert.IsTrue(started.Wait(Long));
        binding.Release();
        release.Set();
        BoundModel? held = acquiring.Result;
        Assert.IsNotNull(held);
        Assert.HasCount(GoldenFiles.Classes, held.Score(new RowsToScore([new TextInput("bace")], firstRow: 0)).Values);
        held.Dispose();
        Assert.IsNull(binding.Acquire(), "nobody holds it any more");
    }

    [TestMethod]
    public void A_binding_that_fails_is_tried_again()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string identity = BackboneIdentity.Compute(GoldenFiles.Backbone);
        string[] folders = [folder.Path];
        using FittedModel model = FittedModel.FromFiles(
            GoldenFiles.Adapter("nola"), "adapter", State(identity), new ClassificationHead(GoldenFiles.Classes), () => folders);
        Assert.Throws<BackboneNotFoundException>(() => model.Score([new TextInput("bace")]));
        folders[0] = GoldenFiles.Backbone;
        Assert.HasCount(GoldenFiles.Classes, model.Score([new TextInput("bace")]).Values);
    }

    private static FittedModel Create() => FittedModel.FromFiles(
        GoldenFiles.Adapter("nola"), "adapter", State(BackboneIdentity.Compute(GoldenFiles.Backbone)), new ClassificationHead(GoldenFiles.Classes),
        static () => [GoldenFiles.Backbone]);

    private static BoundModel Bind()
    {
        string identity = BackboneIdentity.Compute(GoldenFiles.Backbone);
        return new BoundModel(
            AdapterFolder.Read(GoldenFiles.Adapter("nola"), "adapter", identity), State(identity), new ClassificationHead(GoldenFiles.Classes),
            [GoldenFiles.Backbone], TorchGate.Shared);
    }

    private static ModelState State(string identity) => new()
    {
        Backbone = BackboneReference.FromIdentity(identity),
        Readout = new PooledReadout(PoolingMode.Mean),
        MaxLength = GoldenFiles.MaxLength,
    };

    private static Task InBackground(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
