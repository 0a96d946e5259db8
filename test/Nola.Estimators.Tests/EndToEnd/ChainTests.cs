using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Several stages in one pipeline, and pipelines in pipelines.</summary>
[TestClass]
public sealed class ChainTests
{
    [TestMethod]
    public void Two_stages_with_columns_of_their_own_stand_side_by_side()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions second = Other(fixture);
        second.ScoreColumnName = "Score2";
        second.OutputColumnName = "PredictedLabel2";
        var pipeline = fixture.Pipeline().Append(fixture.Trainer(second));
        using var model = pipeline.Fit(fixture.Data(24));
        IDataView scored = model.Transform(fixture.Data(9));
        CollectionAssert.AreEqual(Alone(fixture, fixture.Options()), Bits(scored, "Score"));
        CollectionAssert.AreEqual(Alone(fixture, Other(fixture)), Bits(scored, "Score2"));
        CollectionAssert.AreNotEqual(Bits(scored, "Score"), Bits(scored, "Score2"));

        // The two of a stage have one id of a score set, and each stage has its own.
        Assert.AreEqual(SetId(scored, "Score"), SetId(scored, "PredictedLabel"));
        Assert.AreEqual(SetId(scored, "Score2"), SetId(scored, "PredictedLabel2"));
        Assert.AreNotEqual(SetId(scored, "Score"), SetId(scored, "Score2"));

        foreach ((string score, string label) in ((string, string)[])[("Score", "PredictedLabel"), ("Score2", "PredictedLabel2")])
        {
            MulticlassClassificationMetrics metrics = fixture.Context.MulticlassClassification.Evaluate(
                scored, scoreColumnName: score, predictedLabelColumnName: label);
            uint[] labels = [.. scored.GetColumn<uint>("Label")];
            Assert.AreEqual(labels.Zip(scored.GetColumn<float[]>(score)).Average(row => -Math.Log(row.Second[row.First - 1])), metrics.LogLoss, 1e-6, score);
        }
    }

    [TestMethod]
    public void Of_two_stages_with_the_same_columns_the_later_hides_the_earlier()
    {
        using var fixture = new TinyFixture();
        var pipeline = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Append(fixture.Trainer()).Append(fixture.Trainer(Other(fixture)));
        using var model = pipeline.Fit(fixture.Data(24));
        Assert.HasCount(2, model.GetNolaTransformers());
        IDataView scored = model.Transform(fixture.Data(9));
        CollectionAssert.AreEqual(Alone(fixture, Other(fixture)), Bits(scored, "Score"));
        DataViewSchema.Column[] scores = [.. scored.Schema.Where(column => column.Name == "Score")];
        CollectionAssert.AreEqual(new[] { true, false }, scores.Select(column => column.IsHidden).ToArray());

        // The hidden one is still there for a reader that holds its column, and the evaluator takes the visible one.
        CollectionAssert.AreEqual(
            Alone(fixture, fixture.Options()),
            scored.GetColumn<float[]>(scores[0]).SelectMany(row => row).Select(BitConverter.SingleToInt32Bits).ToArray());
        uint[] labels = [.. scored.GetColumn<uint>("Label")];
        Assert.AreEqual(
            labels.Zip(scored.GetColumn<float[]>("Score")).Average(row => -Math.Log(row.Second[row.First - 1])),
            fixture.Context.MulticlassClassification.Evaluate(scored).LogLoss,
            1e-6);
        Assert.HasCount(1, scored.Preview().Schema.Where(column => column.Name == "Score" && !column.IsHidden));
    }

    [TestMethod]
    public void A_chain_in_a_chain_is_the_chain()
    {
        using var fixture = new TinyFixture();
        var inner = new EstimatorChain<NolaTextClassificationTransformer>().Append(fixture.Trainer());
        var nested = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .Append(new EstimatorChain<ITransformer>().Append(inner).Append(fixture.Context.Transforms.CopyColumns("Copy", "Score")))
            .Append(fixture.Context.Transforms.Conversion.MapKeyToValue("PredictedTag", "PredictedLabel"));
        using var model = nested.Fit(fixture.Data(24));
        IDataView scored = model.Transform(fixture.Data(9));
        CollectionAssert.AreEqual(Alone(fixture, fixture.Options()), Bits(scored, "Score"));
        CollectionAssert.AreEqual(Bits(scored, "Score"), Bits(scored, "Copy"));
        Assert.HasCount(1, model.GetNolaTransformers());

        ITransformer loaded = ZipBytes.Load(fixture.LoadingContext(), ZipBytes.Save(fixture.Context, model, fixture.Data(1).Schema), out _);
        CollectionAssert.AreEqual(Bits(scored, "Score"), Bits(loaded.Transform(fixture.Data(9)), "Score"));
        Assert.HasCount(1, loaded.GetNolaTransformers());
    }

    /// <summary>Options of a stage that learns something else.</summary>
    private static NolaTextClassificationOptions Other(TinyFixture fixture)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Training.Seed = 99;
        options.Training.Epochs = 2;
        return options;
    }

    private static int[] Alone(TinyFixture fixture, NolaTextClassificationOptions options)
    {
        using var model = fixture.Pipeline(options).Fit(fixture.Data(24));
        return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
    }

    private static int[] Bits(IDataView scored, string column) =>
        [.. scored.GetColumn<float[]>(column).SelectMany(row => row).Select(BitConverter.SingleToInt32Bits)];

    private static uint SetId(IDataView scored, string column)
    {
        uint id = 0;
        scored.Schema[column].Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }
}
