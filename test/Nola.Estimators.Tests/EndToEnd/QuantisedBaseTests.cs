using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Stages over a backbone in fewer bits: fitted, scored, saved and loaded over the same number type.</summary>
[TestClass]
public sealed class QuantisedBaseTests
{
    [TestMethod]
    [DataRow(BaseQuantization.Int8, "int8")]
    [DataRow(BaseQuantization.Nf4, "nf4")]
    public void A_fit_over_it_learns_and_its_zip_holds_the_number_type(BaseQuantization quantization, string word)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = Options(fixture, quantization);
        double wholeLoss = LastLoss(fixture.Trainer(Options(fixture, BaseQuantization.None)).Fit(fixture.Keyed(48)));
        byte[] zip;
        int[] bits;
        using (var model = fixture.Pipeline(options).Fit(fixture.Data(48)))
        {
            NolaTransformer fitted = model.GetNolaTransformers().Single();
            Assert.IsLessThan(0.9 * fitted.Report!.Epochs[0].Loss, LastLoss(fitted), "it learns");
            Assert.AreEqual(wholeLoss, LastLoss(fitted), 0.1 * wholeLoss, "as much as over single precision, or almost: rounding is coarse in so small a network");
            bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
            zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        }

        StageEntries stage = StageEntries.Of(zip);
        Assert.Contains($"\"base_quantization\": \"{word}\"", Encoding.UTF8.GetString(stage.Own["stage.json"]));
        Assert.AreEqual(3, stage.Own[StageEntries.MainStream][StageEntries.BodyStart]);
        ITransformer loaded = Load(fixture.LoadingContext(), zip, out DataViewSchema schema);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));

        // It is saved again as it was.
        CollectionAssert.AreEqual(stage.Own["stage.json"], StageEntries.Of(Save(fixture.Context, loaded, schema)).Own["stage.json"]);
    }

    [TestMethod]
    public void A_zip_of_single_precision_is_of_the_version_that_earlier_releases_read()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        StageEntries stage = StageEntries.Of(Save(fixture.Context, model, fixture.Data(1).Schema));
        Assert.DoesNotContain("base_quantization", Encoding.UTF8.GetString(stage.Own["stage.json"]));
        Assert.AreEqual(2, stage.Own[StageEntries.MainStream][StageEntries.BodyStart]);
    }

    [TestMethod]
    public void Each_number_type_gives_features_of_its_own()
    {
        using var fixture = new TinyFixture();
        float[][] features = [.. Enum.GetValues<BaseQuantization>().Select(quantization =>
        {
            var options = new NolaFeaturizeTextOptions
            {
                InputColumnName = "Text",
                Backbone = BackboneReference.FromFolder(fixture.BackboneFolder),
                BaseQuantization = quantization,
            };
            using NolaFeaturizeTextTransformer stage = fixture.Context.Transforms.NolaFeaturizeText(options).Fit(fixture.Data(1));
            float[] before = Vector(stage, fixture);
            byte[] zip = Save(fixture.Context, stage, fixture.Data(1).Schema);
            using NolaTransformer loaded = Load(fixture.LoadingContext(), zip, out _).GetNolaTransformers().Single();
            CollectionAssert.AreEqual(before, Vector(loaded, fixture));
            return before;
        })];
        foreach (float[] quantised in features[1..])
        {
            Assert.IsInRange(1e-6, 0.5, features[0].Zip(quantised, static (x, y) => Math.Abs(x - y)).Max());
        }

        CollectionAssert.AreNotEqual(features[1], features[2]);
    }

    [TestMethod]
    public void Checkpoints_of_gradients_change_nothing_that_is_learnt()
    {
        float[][] scores = [.. ((bool?[])[null, true]).Select(static checkpointing =>
        {
            using var fixture = new TinyFixture();
            NolaTextClassificationOptions options = fixture.Options();
            options.Training.GradientCheckpointing = checkpointing;
            options.Adapter.Dropout = 0.1;
            using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
            return model.Transform(fixture.Data(9)).GetColumn<float[]>("Score").SelectMany(static row => row).ToArray();
        })];
        Near.WithinAbsolute(scores[0], scores[1], 1e-5);
    }

    [TestMethod]
    public void What_does_not_go_with_it_is_refused_or_named()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = Options(fixture, BaseQuantization.Int8);
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.FullFineTuning };
        string message = Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(fixture.Keyed(12))).Message;
        Assert.Contains("BaseQuantization is Int8, but Adapter.Method is FullFineTuning", message);
        message = Assert.Throws<ArgumentException>(() => fixture.Trainer(Options(fixture, (BaseQuantization)5))).Message;
        Assert.Contains("BaseQuantization is 5; it must be a member of BaseQuantization", message);

        var warnings = new List<string>();
        fixture.Context.Log += (_, line) => warnings.Add(line.RawMessage);
        options = fixture.Options();
        options.Adapter = new AdapterConfig { Method = AdaptationMethod.LinearProbe };
        options.Training.GradientCheckpointing = true;
        using NolaTextClassificationTransformer probe = fixture.Trainer(options).Fit(fixture.Keyed(12));
        Assert.IsTrue(warnings.Exists(static line => line.Contains("LinearProbe has no use for Training.GradientCheckpointing", StringComparison.Ordinal)));
    }

    private static NolaTextClassificationOptions Options(TinyFixture fixture, BaseQuantization quantization)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.BaseQuantization = quantization;
        options.Training = new NolaTrainingOptions { Epochs = 12, BatchSize = 8, LearningRate = 0.02, HeadLearningRate = 0.05 };
        return options;
    }

    private static double LastLoss(NolaTransformer fitted) => fitted.Report!.Epochs[^1].Loss;

    private static float[] Vector(NolaTransformer stage, TinyFixture fixture) =>
        stage.Transform(fixture.Data(1)).GetColumn<float[]>("Features").Single();
}
