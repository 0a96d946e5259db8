using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Fits that go on from an earlier one. With rates of nearly nothing the scores show where a fit started.</summary>
[TestClass]
public sealed class WarmStartTests
{
    private const double Nothing = 1e-12;

    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    [DataRow(AdaptationMethod.UniLoRA)]
    [DataRow(AdaptationMethod.VeRA)]
    public void A_fit_goes_on_where_a_model_is(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = method == AdaptationMethod.Nola ? options.Adapter : new AdapterConfig { Method = method };
        using NolaTextClassificationTransformer first = fixture.Trainer(options).Fit(fixture.Keyed(24));
        using NolaTextClassificationTransformer next = fixture.Trainer(GoingOn(fixture, WarmStart.FromModel(first))).Fit(fixture.Keyed(24));
        Assert.AreEqual(method, next.Adapter.Method);
        AreNear(first.Transform(fixture.Data(9)), next.Transform(fixture.Data(9)));
    }

    [TestMethod]
    public void A_fit_goes_on_from_a_folder()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Pooling = PoolingMode.Cls;
        using NolaTextClassificationTransformer first = fixture.Trainer(options).Fit(fixture.Keyed(24));
        first.SaveAdapter(fixture.File("adapter"));
        using NolaTextClassificationTransformer next =
            fixture.Trainer(GoingOn(fixture, WarmStart.FromAdapterFolder(fixture.File("adapter")))).Fit(fixture.Keyed(24));
        AreNear(first.Transform(fixture.Data(9)), next.Transform(fixture.Data(9)));
    }

    /// <summary>The odds of the classes that the first fit knew stay, although the keys have other numbers now.</summary>
    [TestMethod]
    public void Further_classes_leave_the_odds_of_the_known_ones()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer first = fixture.Trainer().Fit(fixture.Keyed(24));
        IDataView more = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(
            TinyFixture.Rows(24).Prepend(new Row { Text = TinyBackbone.Words[0], Tag = "violet" })));
        using NolaTextClassificationTransformer next = fixture.Trainer(GoingOn(fixture, WarmStart.FromModel(first))).Fit(more);
        float[][] before = [.. first.Transform(fixture.Data(9)).GetColumn<float[]>("Score")];
        float[][] after = [.. next.Transform(fixture.Data(9)).GetColumn<float[]>("Score")];
        for (int i = 0; i < before.Length; i++)
        {
            Assert.HasCount(4, after[i]);
            Assert.AreEqual(before[i][0] / before[i][1], after[i][1] / after[i][2], 1e-4);
            Assert.AreEqual(before[i][1] / before[i][2], after[i][2] / after[i][3], 1e-4);
        }
    }

    [TestMethod]
    public void A_model_of_another_task_gives_its_adapter()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer first = fixture.Trainer().Fit(fixture.Keyed(24));
        NolaBinaryTextClassificationOptions options = fixture.BinaryOptions();
        options.WarmStart = WarmStart.FromModel(first);
        options.Adapter = new AdapterConfig();
        using var next = fixture.Context.BinaryClassification.Trainers.NolaTextClassification(options)
            .Fit(fixture.IsRed().Fit(fixture.Data(24)).Transform(fixture.Data(24)));
        Assert.AreEqual(first.Adapter.AdapterParameters, next.Adapter.AdapterParameters);
    }

    [TestMethod]
    public void Another_adapter_or_another_backbone_is_refused()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer first = fixture.Trainer().Fit(fixture.Keyed(24));
        NolaTextClassificationOptions options = GoingOn(fixture, WarmStart.FromModel(first));
        options.Adapter = new AdapterConfig { Rank = 3, NumBasisA = 16, NumBasisB = 16 };
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(fixture.Keyed(24))).Message, "Leave Adapter unset");

        options = GoingOn(fixture, WarmStart.FromModel(first));
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("other"), hidden: 8, layers: 1));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(fixture.Keyed(24))).Message, "set Backbone");
    }

    /// <summary>Its classes are found by name, so another order of the keys only moves the scores.</summary>
    [TestMethod]
    public void A_fit_goes_on_from_the_head_of_a_checkpoint()
    {
        using var fixture = new TinyFixture();
        string folder = fixture.File("checkpoint");
        Directory.CreateDirectory(folder);
        foreach (string name in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(Repository.Shared("fixtures", "backbones", "bert-sequence-classification", name), Path.Combine(folder, name));
        }

        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. TinyBackbone.Words.Take(95)]);
        float[][] Scores(params string[] classes)
        {
            NolaTextClassificationOptions options = GoingOn(fixture, WarmStart.FromBackboneHead());
            options.Backbone = BackboneReference.FromFolder(folder);
            IDataView data = fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(9).Select((row, i) => new Row { Text = row.Text, Tag = classes[i % 3] }));
            using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(data));
            return [.. model.Transform(data).GetColumn<float[]>("Score")];
        }

        float[][] one = Scores("negative", "neutral", "positive");
        float[][] other = Scores("positive", "negative", "neutral");
        for (int i = 0; i < one.Length; i++)
        {
            Near.WithinAbsolute([one[i][2], one[i][0], one[i][1]], other[i], 1e-6);
        }

        Assert.IsGreaterThan(0.4f, one.Max(static row => row.Max()), "a head of zeros would give a third to each");
        NolaTextClassificationOptions tiny = GoingOn(fixture, WarmStart.FromBackboneHead());
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => fixture.Trainer(tiny).Fit(fixture.Keyed(12))).Message, "ForSequenceClassification");
    }

    private static NolaTextClassificationOptions GoingOn(TinyFixture fixture, WarmStart start)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = new AdapterConfig();
        options.MaxLength = null;
        options.WarmStart = start;
        options.Training = new NolaTrainingOptions { Epochs = 1, LearningRate = Nothing, HeadLearningRate = Nothing };
        return options;
    }

    private static void AreNear(IDataView expected, IDataView actual) => Near.WithinAbsolute(
        [.. expected.GetColumn<float[]>("Score").SelectMany(static row => row)],
        [.. actual.GetColumn<float[]>("Score").SelectMany(static row => row)],
        1e-5);
}
