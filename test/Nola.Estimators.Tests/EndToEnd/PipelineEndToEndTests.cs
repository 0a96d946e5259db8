using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Interop;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

[TestClass]
public sealed class PipelineEndToEndTests
{
    [TestMethod]
    public void Evaluate_agrees_with_a_hand_computation()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Pipeline().Fit(fixture.Data(48));
        IDataView scored = model.Transform(fixture.Data(30));
        MulticlassClassificationMetrics metrics = fixture.Context.MulticlassClassification.Evaluate(scored);
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        uint[] labels = [.. scored.GetColumn<uint>("Label")];
        double loss = labels.Zip(scores).Average(pair => -Math.Log(pair.Second[pair.First - 1]));
        Assert.AreEqual(loss, metrics.LogLoss, 1e-5);
        foreach (float[] row in scores)
        {
            Assert.AreEqual(1f, row.Sum(), 1e-5f);
        }

        string[] predicted = [.. scored.GetColumn<string>("PredictedTag")];
        CollectionAssert.AreEqual(scores.Select(row => TinyFixture.Tags[Array.IndexOf(row, row.Max())]).ToArray(), predicted);
        Assert.AreEqual(predicted.Zip(TinyFixture.Rows(30)).Count(pair => pair.First == pair.Second.Tag) / 30.0, metrics.MicroAccuracy, 1e-9);
    }

    [TestMethod]
    public void Splits_folds_and_caches_work()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Data(48);
        DataOperationsCatalog.TrainTestData split = fixture.Context.Data.TrainTestSplit(data, 0.25);
        var model = fixture.Pipeline().Fit(split.TrainSet);
        Assert.IsTrue(double.IsFinite(fixture.Context.MulticlassClassification.Evaluate(model.Transform(split.TestSet)).LogLoss));

        var folds = fixture.Context.MulticlassClassification.CrossValidate(data, fixture.Pipeline(), 3);
        Assert.HasCount(3, folds);
        Assert.IsTrue(folds.All(fold => double.IsFinite(fold.Metrics.LogLoss)));

        IDataView keyed = fixture.Keyed(48);
        Assert.HasCount(3, fixture.Context.MulticlassClassification.CrossValidate(keyed, fixture.Trainer(), 3));

        var cached = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag")
            .AppendCacheCheckpoint(fixture.Context)
            .Append(fixture.Trainer())
            .AppendCacheCheckpoint(fixture.Context)
            .Append(fixture.Context.Transforms.Conversion.MapKeyToValue("PredictedTag", "PredictedLabel"));
        CollectionAssert.AreEqual(
            TinyFixture.ScoreBits(fixture.Pipeline().Fit(data).Transform(data)),
            TinyFixture.ScoreBits(cached.Fit(data).Transform(data)));
    }

    [TestMethod]
    public void The_promise_the_transformer_and_the_mapper_have_one_schema()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(data);
        DataViewSchema made = model.GetOutputSchema(data.Schema);
        SchemaShape promised = fixture.Trainer().GetOutputSchema(SchemaShapes.Of(data.Schema));
        CollectionAssert.AreEqual(promised.Select(column => column.Name).ToArray(), made.Select(column => column.Name).ToArray());
        Assert.AreEqual(made.ToString(), model.Transform(data).Schema.ToString());
        IRowToRowMapper mapper = ((ITransformer)model).GetRowToRowMapper(data.Schema);
        CollectionAssert.AreEqual(
            made.Select(column => $"{column.Name} {column.Type}").ToArray(), mapper.OutputSchema.Select(column => $"{column.Name} {column.Type}").ToArray());
        Assert.IsNotNull(made.GetColumnOrNull("Label"));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(8)]
    [DataRow(9)]
    public void Every_row_count_scores_one_forward_a_batch_and_like_row_by_row(int rows)
    {
        using var fixture = new TinyFixture();
        var chain = fixture.Pipeline().Fit(fixture.Data(24));
        var stage = (NolaTextClassificationTransformer)chain.GetNolaTransformers().Single();
        IDataView scored = chain.Transform(fixture.Data(rows));
        long before = stage.Stage.Forwards;
        float[][] batched = [.. scored.GetColumn<float[]>("Score")];
        Assert.AreEqual((rows + 7) / 8, stage.Stage.Forwards - before);
        Assert.HasCount(rows, batched);

        // Columns that pass through stay with their rows.
        CollectionAssert.AreEqual(TinyFixture.Rows(rows).Select(row => row.Number).ToArray(), scored.GetColumn<float>("Number").ToArray());
        Prediction[] together = [.. fixture.Context.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false)];
        using PredictionEngine<Row, Prediction> engine = fixture.Context.Model.CreatePredictionEngine<Row, Prediction>(chain);
        int at = 0;
        foreach (Row row in TinyFixture.Rows(rows))
        {
            before = stage.Stage.Forwards;
            Prediction one = engine.Predict(row);
            Assert.AreEqual(1, stage.Stage.Forwards - before);
            Assert.AreEqual(together[at].PredictedTag, one.PredictedTag);
            Near.WithinAbsolute(batched[at], one.Score, 1e-5);
            at++;
        }
    }

    [TestMethod]
    public void Two_sentences_and_stock_transforms_on_both_sides()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Sentence1ColumnName = "Lower";
        options.Sentence2ColumnName = "Second";
        var pipeline = fixture.Context.Transforms.Text.NormalizeText("Lower", "Text")
            .Append(fixture.Pipeline(options))
            .Append(fixture.Context.Transforms.Concatenate("Features", "Score"))
            .Append(fixture.Context.Transforms.DropColumns("Lower"));
        IDataView scored = pipeline.Fit(fixture.Data(24)).Transform(fixture.Data(9));
        Assert.HasCount(9, scored.GetColumn<float[]>("Features").ToArray());
        Assert.IsNull(scored.Schema.GetColumnOrNull("Lower"));
    }

    [TestMethod]
    public void Transform_does_not_need_the_label()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        IDataView unlabelled = fixture.Context.Transforms.SelectColumns("Text").Fit(fixture.Data(5)).Transform(fixture.Data(5));
        Assert.HasCount(5, model.Transform(unlabelled).GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    [DataRow(DataKind.Byte)]
    [DataRow(DataKind.UInt16)]
    [DataRow(DataKind.UInt32)]
    [DataRow(DataKind.UInt64)]
    public void Keys_of_all_types_with_and_without_values(DataKind kind)
    {
        using var fixture = new TinyFixture();
        var keyed = fixture.Context.Transforms.Conversion.MapValueToKey("Key", "Tag")
            .Append(fixture.Context.Transforms.Conversion.ConvertType("Label", "Key", kind))
            .Fit(fixture.Data(24)).Transform(fixture.Data(24));
        Assert.IsInstanceOfType<KeyDataViewType>(keyed.Schema["Label"].Type);
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(keyed);
        IDataView scored = model.Transform(keyed);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), scored.Schema["PredictedLabel"].Type);
        Assert.AreEqual(
            keyed.Schema["Label"].Annotations.Schema.GetColumnOrNull("KeyValues") is not null,
            scored.Schema["PredictedLabel"].HasKeyValues());
        Assert.HasCount(24, scored.GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void A_model_s_stages_are_found_in_nested_chains()
    {
        using var fixture = new TinyFixture();
        var inner = fixture.Pipeline().Fit(fixture.Data(24));
        var outer = new TransformerChain<ITransformer>(new TransformerChain<ITransformer>(inner), inner);
        NolaTransformer stage = inner.GetNolaTransformers().Single();
        CollectionAssert.AreEqual(new[] { stage, stage }, outer.GetNolaTransformers().ToArray());
        Assert.AreSame(stage, stage.GetNolaTransformers().Single());
    }

    [TestMethod]
    public void Everything_of_torch_returns_after_dispose()
    {
        using var fixture = new TinyFixture();
        RunAndDispose(fixture);
        long before = TorchSharp.torch.Tensor.TotalCount;
        RunAndDispose(fixture);
        Assert.AreEqual(before, TorchSharp.torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void A_disposed_stage_takes_its_backbone_again()
    {
        using var fixture = new TinyFixture();
        var model = fixture.Pipeline().Fit(fixture.Data(24));
        IDataView scored = model.Transform(fixture.Data(9));
        int[] before = TinyFixture.ScoreBits(scored);
        model.GetNolaTransformers().Single().Dispose();
        CollectionAssert.AreEqual(before, TinyFixture.ScoreBits(scored));
    }

    private static void RunAndDispose(TinyFixture fixture)
    {
        using var model = fixture.Pipeline().Fit(fixture.Data(24));
        Assert.HasCount(9, model.Transform(fixture.Data(9)).GetColumn<float[]>("Score").ToArray());
    }
}
