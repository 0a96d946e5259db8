using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Merged weights give the scores of the adapter beside the backbone, and a zip keeps the choice.</summary>
[TestClass]
public sealed class ScoringModeTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    public void Merged_scores_are_those_of_the_unmerged_model(AdaptationMethod method)
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        float[] unmerged = Scores(fixture, method, ScoringMode.Unmerged);
        float[] merged = Scores(fixture, method, ScoringMode.Merged);
        Assert.IsGreaterThan(0f, Distance(unmerged, merged), "they are computed in another way");
        Assert.IsLessThan(1e-5f, Distance(unmerged, merged));
    }

    [TestMethod]
    public void A_reloaded_model_scores_with_the_same_bits()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Scoring = ScoringMode.Auto;
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        MLContext loading = fixture.LoadingContext();
        ITransformer loaded = Load(loading, zip, out _);
        Assert.IsTrue(Merges(loaded), "what is tiny is merged by itself");
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(model.Transform(fixture.Data(9))), TinyFixture.ScoreBits(loaded.Transform(fixture.Data(9))));
        CollectionAssert.AreEqual(zip, Save(loading, loaded, fixture.Data(1).Schema));
        Array.ForEach([.. loaded.GetNolaTransformers()], static stage => stage.Dispose());
    }

    /// <summary>A merged weight of a bfloat16 backbone would lose what is smaller than its steps.</summary>
    [TestMethod]
    public void Over_a_bfloat16_backbone_the_adapter_stays_beside_it()
    {
        using var guard = new TensorGuard();
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = ComputeType.BFloat16 });
        CollectionAssert.AreEqual(Scores(fixture, AdaptationMethod.Nola, ScoringMode.Unmerged), Scores(fixture, AdaptationMethod.Nola, ScoringMode.Merged));
    }

    [TestMethod]
    public void What_cannot_be_is_refused()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Scoring = ScoringMode.Merged;
        options.BaseQuantization = BaseQuantization.Int8;
        Assert.Contains(
            "Scoring is Merged and BaseQuantization is Int8; merged weights are not quantised", Assert.Throws<ArgumentException>(() => fixture.Trainer(options)).Message);
        options.Scoring = (ScoringMode)7;
        Assert.Contains("Scoring is 7; it must be a member of ScoringMode", Assert.Throws<ArgumentException>(() => fixture.Trainer(options)).Message);
    }

    private static float[] Scores(TinyFixture fixture, AdaptationMethod method, ScoringMode mode)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.Method = method;
        options.Training.LearningRate = 1e-2;
        options.Scoring = mode;
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        Assert.AreEqual(mode == ScoringMode.Merged, Merges(model));
        return [.. model.Transform(fixture.Data(9)).GetColumn<float[]>("Score").SelectMany(static row => row)];
    }

    private static float Distance(float[] first, float[] second) => first.Zip(second, static (x, y) => Math.Abs(x - y)).Max();

    private static bool Merges(ITransformer model) => model.GetNolaTransformers().Single().Stage.Model.State.MergesAdapter;
}
