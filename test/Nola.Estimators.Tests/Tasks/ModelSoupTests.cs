using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Estimators.Tests.Tasks.TextGeneration;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks;

/// <summary>Averages of fitted stages.</summary>
[TestClass]
public sealed class ModelSoupTests
{
    [TestMethod]
    public void The_average_of_one_and_of_equals_is_itself_to_the_last_bit()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer fitted = Fit(fixture, data, seed: 3);

        // A zero keeps its sign.
        fitted.Stage.Model.Adapter.Coefficients[0] = -0f;
        Dictionary<string, string> expected = ZipBytes.Entries(ZipBytes.Save(fixture.Context, fitted, data.Schema));
        foreach (int count in (int[])[1, 3, 7])
        {
            using NolaTextClassificationTransformer soup = ModelSoup.Average([.. Enumerable.Repeat(fitted, count)]);
            CollectionAssert.AreEquivalent(expected, ZipBytes.Entries(ZipBytes.Save(fixture.Context, soup, data.Schema)), $"{count} models");
        }
    }

    [TestMethod]
    public void Coefficients_and_heads_of_two_seeds_are_averaged_and_a_zip_keeps_the_bits()
    {
        using var fixture = new TinyFixture();
        using var guard = new TensorGuard();
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer first = Fit(fixture, data, seed: 3);
        using NolaTextClassificationTransformer second = Fit(fixture, data, seed: 4);
        int[] before = TinyFixture.ScoreBits(first.Transform(data));

        using NolaTextClassificationTransformer soup = ModelSoup.Average([first, second]);
        using NolaTextClassificationTransformer weighted = ModelSoup.Average([first, second], [3, 1]);

        (float[] one, float[] two) = (Numbers(first), Numbers(second));
        CollectionAssert.AreNotEqual(one, two, "seeds that learn the same show nothing");
        CollectionAssert.AreEqual(one.Zip(two, static (a, b) => (float)(((double)a + b) / 2)).ToArray(), Numbers(soup));
        CollectionAssert.AreEqual(one.Zip(two, static (a, b) => (float)(((3.0 * a) + b) / 4)).ToArray(), Numbers(weighted));
        Assert.IsNull(soup.Report);
        Assert.IsNull(soup.Adapter.TrainingSeed);
        CollectionAssert.AreEqual(before, TinyFixture.ScoreBits(first.Transform(data)), "the models stay as they are");

        int[] scores = TinyFixture.ScoreBits(soup.Transform(data));
        byte[] zip = ZipBytes.Save(fixture.Context, soup, data.Schema);
        using var loaded = (NolaTextClassificationTransformer)ZipBytes.Load(fixture.LoadingContext(), zip, out _);
        CollectionAssert.AreEqual(scores, TinyFixture.ScoreBits(loaded.Transform(data)));

        // Loaded stages are averaged with those of this process.
        using NolaTextClassificationTransformer again = ModelSoup.Average([loaded, first, second], [2, 1, 1]);
        CollectionAssert.AreEqual(
            Numbers(soup).Zip(one, two).Select(static three => (float)((0.5 * three.First) + (0.25 * three.Second) + (0.25 * three.Third))).ToArray(),
            Numbers(again));
    }

    [TestMethod]
    public void An_average_is_like_any_other_stage()
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        new EstimatorContract(fixture.Context, new SoupTrainer(fixture), fixture.Keyed(21)) { Scoring = fixture.Data(9) }.Check();
    }

    /// <summary>An average weighs nothing that weighs nothing.</summary>
    [TestMethod]
    public void A_weight_of_zero_leaves_a_model_out_and_large_weights_do_not_overflow()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(12);
        using NolaTextClassificationTransformer first = Fit(fixture, data, seed: 3);
        using NolaTextClassificationTransformer second = Fit(fixture, data, seed: 4);
        using NolaTextClassificationTransformer soup = ModelSoup.Average([first, second], [0, double.MaxValue]);
        CollectionAssert.AreEqual(Numbers(second), Numbers(soup));
        using NolaTextClassificationTransformer half = ModelSoup.Average([first, second], [double.MaxValue, double.MaxValue]);
        using NolaTextClassificationTransformer plain = ModelSoup.Average([first, second]);
        CollectionAssert.AreEqual(Numbers(plain), Numbers(half));
    }

    [TestMethod]
    [DataRow(AdaptationMethod.VeRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void Other_methods_that_start_alike_are_averaged(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(12);
        using NolaTextClassificationTransformer first = Fit(fixture, data, seed: 3, new AdapterConfig { Method = method });
        using NolaTextClassificationTransformer second = Fit(fixture, data, seed: 4, new AdapterConfig { Method = method });
        using NolaTextClassificationTransformer soup = ModelSoup.Average([first, second]);
        CollectionAssert.AreEqual(Numbers(first).Zip(Numbers(second), static (a, b) => (float)(((double)a + b) / 2)).ToArray(), Numbers(soup));
        Assert.HasCount(36, TinyFixture.ScoreBits(soup.Transform(data)));
    }

    [TestMethod]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.UniLoRA)]
    public void Methods_that_start_at_random_numbers_are_not_averaged(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer fitted = Fit(fixture, fixture.Keyed(9), seed: 3, new AdapterConfig { Method = method });
        string message = Assert.ThrowsExactly<ArgumentException>(() => ModelSoup.Average([fitted, fitted])).Message;
        Assert.Contains($"models[0] is of the method {method}, whose fits start at random numbers that depend on Training.Seed", message);
        using NolaTextClassificationTransformer alone = ModelSoup.Average([fitted]);
        CollectionAssert.AreEqual(Numbers(fitted), Numbers(alone));
    }

    [TestMethod]
    public void Models_whose_numbers_mean_something_else_are_refused_with_the_reason()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(9);
        using NolaTextClassificationTransformer first = Fit(fixture, data, seed: 3);
        Refused("Adapter.BasisSeed is 231002556 and 5", new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, BasisSeed = 5 });
        Refused("Adapter.Method is Nola and LinearProbe", new AdapterConfig { Method = AdaptationMethod.LinearProbe });
        Refused(
            "Adapter.Distribution is Rademacher and Uniform",
            new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, Distribution = BasisDistribution.Uniform });
        Refused("Adapter.Sharing is Shared and PerModule", new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, Sharing = BasisSharing.PerModule });
        Refused(
            "Adapter.Initialization is Offset and ConstantCoefficients",
            new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, Initialization = BasisInitialization.ConstantCoefficients });
        Refused("they adapt other modules, 4 and 2", new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, TargetModules = { "mlp-in" } });
        Refused(
            "rank 2, alpha 2, 16 and 16 bases, an offset, and [64, 32], rank 4, alpha 4, 16 and 16 bases",
            new AdapterConfig { Rank = 4, NumBasisA = 16, NumBasisB = 16 });
        using NolaTextClassificationTransformer truncated = first.Truncate(8);
        Assert.Contains("8 and 8 bases, scale 0.14", Message(first, truncated));

        // With the scale of eight, eight bases are others than the first eight of sixteen.
        using NolaTextClassificationTransformer eight = Fit(fixture, data, seed: 3, new AdapterConfig { Rank = 2, NumBasisA = 8, NumBasisB = 8 });
        Assert.Contains("8 and 8 bases, scale 0.14", Message(eight, truncated));

        void Refused(string reason, AdapterConfig config)
        {
            using NolaTextClassificationTransformer other = Fit(fixture, data, seed: 3, config);
            Assert.Contains(reason, Message(first, other));
        }
    }

    [TestMethod]
    public void Other_classes_tasks_poolings_and_backbones_are_refused()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer first = Fit(fixture, fixture.Keyed(9), seed: 3);
        IDataView turned = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(9).Reverse()));
        using NolaTextClassificationTransformer order = Fit(fixture, turned, seed: 3);
        Assert.Contains("its classes are others, or in another order", Message(first, order));
        IDataView fewer = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(9).Where(static row => row.Tag != "red")));
        using NolaTextClassificationTransformer two = Fit(fixture, fewer, seed: 3);
        Assert.Contains("its head is one of 2 classes, that of the first one of 3 classes", Message(first, two));
        NolaTextClassificationOptions options = fixture.Options();
        options.Pooling = PoolingMode.Mean;
        using NolaTextClassificationTransformer pooled = fixture.Trainer(options).Fit(fixture.Keyed(9));
        Assert.Contains("its pooling is 'mean', that of the first 'cls'", Message(first, pooled));
        options = fixture.Options();
        options.BaseQuantization = BaseQuantization.Int8;
        using NolaTextClassificationTransformer packed = fixture.Trainer(options).Fit(fixture.Keyed(9));
        Assert.Contains("BaseQuantization is Int8, that of the first None", Message(first, packed));
        options = fixture.Options();
        options.Backbone = BackboneReference.FromFolder(TinyBackbone.Write(fixture.File("other"), seed: 2));
        using NolaTextClassificationTransformer other = fixture.Trainer(options).Fit(fixture.Keyed(9));
        Assert.Contains("its backbone is " + other.Adapter.BackboneIdentity, Message(first, other));
        using NolaTextRegressionTransformer regression =
            fixture.Context.Regression.Trainers.NolaTextRegression(fixture.RegressionOptions()).Fit(fixture.Graded(9));
        Assert.Contains("it is of the task NolaTextRegression, the first of NolaTextClassification", Message<NolaTransformer>(first, regression));
    }

    [TestMethod]
    public void Arguments_that_are_wrong_are_refused()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer fitted = Fit(fixture, fixture.Keyed(9), seed: 3);
        Assert.ThrowsExactly<ArgumentNullException>(() => ModelSoup.Average<NolaTransformer>(null!));
        Assert.ThrowsExactly<ArgumentException>(() => ModelSoup.Average([fitted, null!]));
        Assert.Contains("there are no models", Assert.ThrowsExactly<ArgumentException>(() => ModelSoup.Average<NolaTransformer>([])).Message);
        Assert.Contains("2 weights for 1 models", Assert.ThrowsExactly<ArgumentException>(() => ModelSoup.Average([fitted], [1, 2])).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ModelSoup.Average([fitted], [-1]));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ModelSoup.Average([fitted], [double.NaN]));
        Assert.Contains("all are 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ModelSoup.Average([fitted, fitted], [0, 0])).Message);
    }

    [TestMethod]
    public void Writers_are_averaged_as_classifiers_are()
    {
        var prompts = new PromptFixture();
        NolaTextGenerationOptions options = PromptFixture.Options();
        using NolaTextGenerationTransformer first = prompts.Trainer(options).Fit(prompts.Data(20));
        options.Training.Seed = 9;
        using NolaTextGenerationTransformer second = prompts.Trainer(options).Fit(prompts.Data(20));
        using NolaTextGenerationTransformer soup = ModelSoup.Average([first, second]);
        CollectionAssert.AreEqual(Numbers(first).Zip(Numbers(second), static (a, b) => (float)(((double)a + b) / 2)).ToArray(), Numbers(soup));
        Assert.HasCount(2, prompts.Read(soup, prompts.Data(2)));
    }

    private static NolaTextClassificationTransformer Fit(TinyFixture fixture, IDataView data, int seed, AdapterConfig? adapter = null)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = adapter ?? options.Adapter;
        options.Training = new NolaTrainingOptions { Epochs = 2, BatchSize = 8, Seed = seed };
        return fixture.Trainer(options).Fit(data);
    }

    /// <summary>All numbers: the adapter's, then the head's.</summary>
    private static float[] Numbers(NolaTransformer stage)
    {
        Adapter adapter = stage.Stage.Model.Adapter;
        return [.. adapter.Coefficients, .. adapter.Head.SelectMany(static tensor => tensor.Values)];
    }

    private static string Message<TTransformer>(TTransformer first, TTransformer second)
        where TTransformer : NolaTransformer
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => ModelSoup.Average([first, second])).Message;
        Assert.StartsWith("ModelSoup: models[1] cannot be averaged with the first: ", message);
        return message;
    }

    /// <summary>A trainer whose stage is the average of two fits.</summary>
    private sealed class SoupTrainer(TinyFixture fixture) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            using NolaTextClassificationTransformer first = ModelSoupTests.Fit(fixture, input, seed: 3);
            using NolaTextClassificationTransformer second = ModelSoupTests.Fit(fixture, input, seed: 4);
            return ModelSoup.Average([first, second]);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => fixture.Trainer().GetOutputSchema(inputSchema);
    }
}
