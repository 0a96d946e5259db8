using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Runtime;
using Nola.Estimators.Tests.Persistence;
using Nola.Testing;
using static Nola.Estimators.Tests.EndToEnd.ZipBytes;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Stages over a backbone in bfloat16, which the environment asks for and no zip keeps.</summary>
[TestClass]
public sealed class ComputeTypeTests
{
    /// <summary>
    /// The roundings of two layers: 14 in each and 2 in the embedding, each of at most 2^-8, which add up as squares do (BFloat16Rounding in the engine's
    /// tests).
    /// </summary>
    private static readonly double OfFeatures = Math.Sqrt((2 * 14) + 2) / 256;

    [TestMethod]
    public void A_fit_learns_and_its_zip_is_good_for_both_types()
    {
        using TinyFixture fixture = In(ComputeType.BFloat16);
        using TinyFixture wholeFixture = In(ComputeType.Float32);
        NolaTextClassificationOptions options = Options(fixture);
        using var wholeModel = wholeFixture.Pipeline(Options(wholeFixture)).Fit(wholeFixture.Data(48));
        double wholeLoss = LastLoss(wholeModel.GetNolaTransformers().Single());
        using var model = fixture.Pipeline(options).Fit(fixture.Data(48));
        NolaTransformer fitted = model.GetNolaTransformers().Single();
        Assert.IsLessThan(0.9 * fitted.Report!.Epochs[0].Loss, LastLoss(fitted), "it learns");
        Assert.AreEqual(wholeLoss, LastLoss(fitted), 0.1 * wholeLoss, "as much as in single precision, or almost");
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        StageEntries stage = StageEntries.Of(zip);
        StageEntries wholeStage = StageEntries.Of(Save(wholeFixture.Context, wholeModel, fixture.Data(1).Schema));
        CollectionAssert.AreEqual(wholeStage.Own["stage.json"], stage.Own["stage.json"], "no zip says which type it was");

        ITransformer same = Load(LoadingContext(fixture, ComputeType.BFloat16), zip, out _);
        CollectionAssert.AreEqual(bits, TinyFixture.ScoreBits(same.Transform(fixture.Data(9))));
        ITransformer whole = Load(LoadingContext(fixture, ComputeType.Float32), zip, out _);
        CompareScores(fitted, whole, fixture, bits);
    }

    [TestMethod]
    public void A_zip_of_single_precision_is_good_for_both_types()
    {
        using TinyFixture fixture = In(ComputeType.Float32);
        using var model = fixture.Pipeline(Options(fixture)).Fit(fixture.Data(48));
        int[] bits = TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        byte[] zip = Save(fixture.Context, model, fixture.Data(1).Schema);
        ITransformer half = Load(LoadingContext(fixture, ComputeType.BFloat16), zip, out _);
        CompareScores(model.GetNolaTransformers().Single(), half, fixture, bits);
    }

    [TestMethod]
    public void Rows_one_by_one_come_near_what_they_give_in_batches()
    {
        using TinyFixture fixture = In(ComputeType.BFloat16);
        using var model = fixture.Pipeline(Options(fixture)).Fit(fixture.Data(48));
        float[][] batches = [.. model.Transform(fixture.Data(24)).GetColumn<float[]>("Score")];
        using PredictionEngine<Row, Scored> engine = fixture.Context.Model.CreatePredictionEngine<Row, Scored>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        float[][] singles = [.. TinyFixture.Rows(24).Select(row => engine.Predict(row).Score)];
        double tolerance = ScoreTolerance(model.GetNolaTransformers().Single(), fixture);
        for (int row = 0; row < batches.Length; row++)
        {
            Near.WithinAbsolute(batches[row], singles[row], tolerance, $"row {row}");
        }
    }

    [TestMethod]
    public void Features_come_near_those_of_single_precision()
    {
        float[][] vectors = [.. ((ComputeType[])[ComputeType.Float32, ComputeType.BFloat16, ComputeType.Auto]).Select(static type =>
        {
            using TinyFixture fixture = In(type);
            var options = new NolaFeaturizeTextOptions { InputColumnName = "Text", Backbone = BackboneReference.FromFolder(fixture.BackboneFolder) };
            using NolaFeaturizeTextTransformer stage = fixture.Context.Transforms.NolaFeaturizeText(options).Fit(fixture.Data(1));
            return stage.Transform(fixture.Data(1)).GetColumn<float[]>("Features").Single();
        })];
        double difference = Length(vectors[0].Zip(vectors[1], static (x, y) => x - y)) / Length(vectors[0]);
        Assert.IsInRange(1e-5, OfFeatures, difference);
        CollectionAssert.AreEqual(vectors[BFloat16Instructions.AreSupported ? 1 : 0], vectors[2]);
    }

    /// <summary>Nothing is frozen, so nothing is narrow.</summary>
    [TestMethod]
    public void Full_fine_tuning_computes_in_single_precision()
    {
        int[][] bits = [.. ((ComputeType[])[ComputeType.Float32, ComputeType.BFloat16]).Select(static type =>
        {
            using TinyFixture fixture = In(type);
            NolaTextClassificationOptions options = fixture.Options();
            options.Adapter = new AdapterConfig { Method = AdaptationMethod.FullFineTuning };
            using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
            return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        })];
        CollectionAssert.AreEqual(bits[0], bits[1]);
    }

    [TestMethod]
    public void What_does_not_go_together_is_refused()
    {
        var wrong = new NolaEnvironmentOptions { ComputeType = (ComputeType)9 };
        string message = Assert.Throws<ArgumentException>(() => new MLContext().SetNolaOptions(wrong)).Message;
        Assert.Contains("ComputeType is 9; it must be a member of ComputeType", message);

        using TinyFixture fixture = In(ComputeType.BFloat16);
        NolaTextClassificationOptions options = fixture.Options();
        options.BaseQuantization = BaseQuantization.Int8;
        message = Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(fixture.Keyed(12))).Message;
        Assert.Contains("ComputeType is BFloat16, but BaseQuantization is Int8", message);

        using TinyFixture free = In(ComputeType.Auto);
        using NolaTextClassificationTransformer fitted = free.Trainer(options).Fit(free.Keyed(12));
        Assert.AreEqual(3, fitted.Report!.Epochs.Count);
    }

    private static TinyFixture In(ComputeType type)
    {
        var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { ComputeType = type });
        return fixture;
    }

    private static MLContext LoadingContext(TinyFixture fixture, ComputeType type) =>
        new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder }, ComputeType = type });

    private static NolaTextClassificationOptions Options(TinyFixture fixture)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions { Epochs = 12, BatchSize = 8, LearningRate = 0.02, HeadLearningRate = 0.05 };
        return options;
    }

    private static void CompareScores(NolaTransformer fitted, ITransformer other, TinyFixture fixture, int[] bits)
    {
        int[] otherBits = TinyFixture.ScoreBits(other.Transform(fixture.Data(9)));
        CollectionAssert.AreNotEqual(bits, otherBits, "another type is in use");
        Near.WithinAbsolute(Singles(bits), Singles(otherBits), ScoreTolerance(fitted, fixture));
    }

    /// <summary>
    /// A probability changes by at most a quarter of what a difference of two logits changes by, times two, since each of both may change. A logit is a row of
    /// the head times the features, whose length is at most that of the last norm's outputs.
    /// </summary>
    private static double ScoreTolerance(NolaTransformer fitted, TinyFixture fixture)
    {
        FittedModel model = fitted.Stage.Model;
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(fixture.BackboneFolder));
        int width = lease.Backbone.HiddenSize;
        double longest = model.Adapter.Head[0].Values.Chunk(width).Max(static row => Length(row));
        float[] gain = Parameter(lease, "encoder.layer.1.output.LayerNorm.weight");
        float[] shift = Parameter(lease, "encoder.layer.1.output.LayerNorm.bias");
        double features = (gain.Max(Math.Abs) * Math.Sqrt(width)) + Length(shift);
        return 0.5 * OfFeatures * longest * features;
    }

    private static float[] Parameter(BackboneLease lease, string name) =>
        TensorMemory.ToSingles(lease.Backbone.Parameters.Single(parameter => parameter.Name == name).Tensor);

    private static double Length(IEnumerable<float> vector) => Math.Sqrt(vector.Sum(static value => (double)value * value));

    private static float[] Singles(int[] bits) => Array.ConvertAll(bits, BitConverter.Int32BitsToSingle);

    private static double LastLoss(NolaTransformer fitted) => fitted.Report!.Epochs[^1].Loss;
}
