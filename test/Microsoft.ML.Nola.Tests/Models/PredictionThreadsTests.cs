using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.Classification;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models;

[TestClass]
public sealed class PredictionThreadsTests
{
    [TestMethod]
    [DataRow(PredictionThreads.One, true)]
    [DataRow(PredictionThreads.All, false)]
    public void A_small_pass_gets_as_many_threads_as_the_environment_says(PredictionThreads threads, bool narrow)
    {
        using var guard = new TensorGuard();
        string identity = BackboneIdentity.Compute(GoldenFiles.Backbone);
        var state = new ModelState
        {
            Backbone = BackboneReference.FromIdentity(identity),
            Readout = new PooledReadout(PoolingMode.Mean),
            MaxLength = GoldenFiles.MaxLength,
            PredictionThreads = threads,
        };
        var gate = new RecordingGate();
        using var model = new BoundModel(
            AdapterFolder.Read(GoldenFiles.Adapter("nola"), "adapter", identity), state, new ClassificationHead(GoldenFiles.Classes), [GoldenFiles.Backbone], gate);
        gate.Narrow.Clear();
        Assert.HasCount(GoldenFiles.Classes, model.Score(new RowsToScore([new TextInput("bace cedi")], firstRow: 0)).Values);
        CollectionAssert.AreEqual((bool[])[narrow], gate.Narrow);
    }

    private sealed class RecordingGate() : TorchGate(2)
    {
        public List<bool> Narrow { get; } = [];

        public override T Run<T>(Func<T> work, bool narrow = false, Action? meanwhile = null)
        {
            Narrow.Add(narrow);
            return base.Run(work, narrow, meanwhile);
        }
    }
}
