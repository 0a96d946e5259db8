using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class FullFineTuningTests
{
    [TestMethod]
    public void A_stage_is_like_any_other()
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        IDataView valid = fixture.Keyed(21);
        new EstimatorContract(fixture.Context, fixture.Trainer(Options(fixture)), valid) { Scoring = fixture.Data(9) }.Check();
    }

    [TestMethod]
    public void Its_zip_holds_the_changed_weights_and_says_so()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline(Options(fixture)).Fit(fixture.Data(24));
        AdapterInfo info = model.GetNolaTransformers()[0].Adapter;
        Assert.AreEqual(AdaptationMethod.FullFineTuning, info.Method);
        using SafetensorsNumbers before = new(Path.Combine(fixture.BackboneFolder, "model.safetensors"));
        Assert.AreEqual(before.Count, info.AdapterParameters, "every number of the backbone");
        using var folder = new TemporaryFolder();
        model.GetNolaTransformers()[0].SaveAdapter(folder.Path);
        Assert.Contains("\"peft_type\": \"FULL_FINE_TUNING\"", File.ReadAllText(folder.File("adapter_config.json")));
        byte[] zip = ZipBytes.Save(fixture.Context, model, fixture.Data(1).Schema);
        AdapterInfo loaded = ZipBytes.Load(fixture.LoadingContext(), zip, out _).GetNolaTransformers()[0].Adapter;
        Assert.AreEqual(
            (info.Rank, info.Alpha, info.BasisSeed, info.AdapterParameters), (loaded.Rank, loaded.Alpha, loaded.BasisSeed, loaded.AdapterParameters));
        Assert.IsGreaterThan(info.AdapterParameters * 3, zip.Length, "bytes of the zip");
    }

    [TestMethod]
    public void The_shared_backbone_stays_as_it_is_and_the_copy_learns()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(24);
        using var guard = new TensorGuard();
        NolaTextClassificationOptions probe = fixture.Options();
        probe.Adapter.Method = AdaptationMethod.LinearProbe;
        using NolaTextClassificationTransformer frozen = fixture.Trainer(probe).Fit(data);
        int[] before = TinyFixture.ScoreBits(frozen.Transform(data));
        using NolaTextClassificationTransformer full = fixture.Trainer(Options(fixture)).Fit(data);
        Assert.IsLessThan(full.Report!.Epochs[0].Loss, full.Report.Epochs[^1].Loss);
        Assert.IsLessThan(frozen.Report!.Epochs[^1].Loss, full.Report.Epochs[^1].Loss, "more than the head learns");
        Assert.HasCount(24, full.Transform(data).GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.AreEqual(before, TinyFixture.ScoreBits(frozen.Transform(data)));
        full.Dispose();
        frozen.Dispose();
    }

    private static NolaTextClassificationOptions Options(TinyFixture fixture)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.FullFineTuning };
        options.Training = new NolaTrainingOptions { Epochs = 5, BatchSize = 8, LearningRate = 1e-3 };
        return options;
    }

    private sealed class SafetensorsNumbers(string path) : IDisposable
    {
        private readonly Microsoft.ML.Nola.Checkpoints.SafetensorsFile _file = Microsoft.ML.Nola.Checkpoints.SafetensorsFile.Open(path);

        public long Count => _file.Tensors.Values.Sum(static entry => entry.ElementCount);

        public void Dispose() => _file.Dispose();
    }
}
