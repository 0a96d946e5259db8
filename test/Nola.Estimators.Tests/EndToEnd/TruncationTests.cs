using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.Tasks.Images;
using Nola.Estimators.Tests.Tasks.TextGeneration;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>The first bases of a fitted stage.</summary>
[TestClass]
public sealed class TruncationTests
{
    [TestMethod]
    public void A_truncated_stage_is_like_any_other()
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        var trainer = new TruncatingTrainer<NolaTextClassificationTransformer>(fixture.Trainer(), 5, 9);
        new EstimatorContract(fixture.Context, trainer, fixture.Keyed(21)) { Scoring = fixture.Data(9) }.Check();
    }

    [TestMethod]
    public void Other_coefficients_count_as_zero_and_the_original_stays_as_it_is()
    {
        using var fixture = new TinyFixture();
        using var guard = new TensorGuard();
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer fitted = fixture.Trainer(Learning(fixture)).Fit(data);
        byte[] before = ZipBytes.Save(fixture.Context, fitted, data.Schema);
        int[] scores = TinyFixture.ScoreBits(fitted.Transform(data));

        using NolaTextClassificationTransformer truncated = fitted.Truncate(10, 6);

        Assert.AreEqual((10, 6), (truncated.Adapter.NumBasisA, truncated.Adapter.NumBasisB));
        Assert.AreEqual(fitted.Adapter.Sites.Count * 16, truncated.Adapter.AdapterParameters);
        Assert.AreSame(fitted.Report, truncated.Report);
        float[] zeroed = [.. fitted.Stage.Model.Adapter.Coefficients.Select(static (value, i) => (i % 32) is < 10 or (>= 16 and < 22) ? value : 0)];
        using var reference = new NolaTextClassificationTransformer(
            fitted.Stage.With(fitted.Stage.Model.With(fitted.Stage.Model.Adapter with { Coefficients = zeroed })));
        int[] expected = TinyFixture.ScoreBits(reference.Transform(data));
        CollectionAssert.AreEqual(expected, TinyFixture.ScoreBits(truncated.Transform(data)));
        CollectionAssert.AreNotEqual(scores, expected, "what is left out counts, or this test shows nothing");
        CollectionAssert.AreEqual(scores, TinyFixture.ScoreBits(fitted.Transform(data)));
        AssertSameEntries(before, ZipBytes.Save(fixture.Context, fitted, data.Schema));

        byte[] zip = ZipBytes.Save(fixture.Context, truncated, data.Schema);
        Assert.IsLessThan(before.Length, zip.Length);
        using var loaded = (NolaTextClassificationTransformer)ZipBytes.Load(fixture.LoadingContext(), zip, out _);
        CollectionAssert.AreEqual(expected, TinyFixture.ScoreBits(loaded.Transform(data)));
        using NolaTextClassificationTransformer less = loaded.Truncate(6);
        using NolaTextClassificationTransformer direct = fitted.Truncate(6);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(direct.Transform(data)), TinyFixture.ScoreBits(less.Transform(data)), "a loaded stage, in two steps");
    }

    [TestMethod]
    public void A_folder_of_it_starts_a_fit_and_makes_the_same_features()
    {
        using var fixture = new TinyFixture();
        using var folder = new TemporaryFolder();
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer fitted = fixture.Trainer(Learning(fixture)).Fit(data);
        using NolaTextClassificationTransformer truncated = fitted.Truncate(5);
        truncated.SaveAdapter(folder.Path);
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = new AdapterConfig();
        options.WarmStart = WarmStart.FromAdapterFolder(folder.Path);
        options.Training = new NolaTrainingOptions { Epochs = 1, LearningRate = 1e-30, HeadLearningRate = 1e-30 };
        using NolaTextClassificationTransformer next = fixture.Trainer(options).Fit(data);
        Assert.AreEqual(5, next.Adapter.NumBasisA);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(truncated.Transform(data)), TinyFixture.ScoreBits(next.Transform(data)));
    }

    [TestMethod]
    public void Stages_of_all_kinds_are_truncated_to_their_own_type()
    {
        using var fixture = new TinyFixture();
        using NolaTextRegressionTransformer regression =
            fixture.Context.Regression.Trainers.NolaTextRegression(fixture.RegressionOptions()).Fit(fixture.Graded(9));
        using NolaTextRegressionTransformer lessRegression = regression.Truncate(3);
        Assert.AreEqual(3, lessRegression.Adapter.NumBasisB);
        using var images = new ImageFixture();
        using NolaImageClassificationTransformer image = images.Trainer().Fit(images.Keyed(9));
        using NolaImageClassificationTransformer lessImage = image.Truncate(4, 2);
        Assert.AreEqual((4, 2), (lessImage.Adapter.NumBasisA, lessImage.Adapter.NumBasisB));
        var prompts = new PromptFixture();
        using NolaTextGenerationTransformer writer = prompts.Trainer().Fit(prompts.Data(20));
        using NolaTextGenerationTransformer lessWriter = writer.Truncate(7);
        Assert.HasCount(3, prompts.Read(lessWriter, prompts.Data(3)));

        // Of a stage whose type is not known, the copy still is of that type.
        using NolaTransformer any = ((NolaTransformer)writer).Truncate(7);
        Assert.IsInstanceOfType<NolaTextGenerationTransformer>(any);
    }

    [TestMethod]
    [DataRow(0, 1, "numBasisA must be 1 to 16")]
    [DataRow(17, 1, "numBasisA must be 1 to 16")]
    [DataRow(1, 0, "numBasisB must be 1 to 16")]
    [DataRow(1, int.MaxValue, "numBasisB must be 1 to 16")]
    public void Numbers_of_bases_that_no_module_has_are_refused(int numBasisA, int numBasisB, string fault)
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer fitted = fixture.Trainer().Fit(fixture.Keyed(9));
        string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Truncate(numBasisA, numBasisB)).Message;
        Assert.StartsWith("NolaTextClassification: ", message);
        Assert.Contains(fault, message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Truncate(17));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Truncate(0));
    }

    [TestMethod]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    public void Another_method_has_no_bases_to_keep(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = new AdapterConfig { Method = method };
        using NolaTextClassificationTransformer fitted = fixture.Trainer(options).Fit(fixture.Keyed(9));
        Assert.Contains($"this one is {method}", Assert.ThrowsExactly<InvalidOperationException>(() => fitted.Truncate(1)).Message);
    }

    private static NolaTextClassificationOptions Learning(TinyFixture fixture)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 6, BatchSize = 8, LearningRate = 2e-2 };
        return options;
    }

    private static void AssertSameEntries(byte[] expected, byte[] actual)
    {
        Dictionary<string, string> entries = ZipBytes.Entries(actual);
        foreach ((string name, string content) in ZipBytes.Entries(expected))
        {
            Assert.AreEqual(content, entries[name], name);
        }
    }
}
