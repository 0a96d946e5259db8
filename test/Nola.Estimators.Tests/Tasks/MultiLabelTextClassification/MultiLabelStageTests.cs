using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.MultiLabelTextClassification;

[TestClass]
public sealed class MultiLabelStageTests
{
    [TestMethod]
    public void It_learns_each_label_and_keeps_their_names()
    {
        using var fixture = new TinyFixture();
        using var guard = new TensorGuard();
        IDataView data = Named(fixture, 80);
        NolaMultiLabelTextClassificationOptions options = TaggedRow.Learning(fixture);
        options.ValidationSet = Named(fixture, 32);
        using var model = fixture.Context.Transforms.NolaMultiLabelTextClassification(options).Fit(data);

        IDataView scored = model.Transform(options.ValidationSet);
        MultiLabelClassificationMetrics metrics = fixture.Context.MulticlassClassification.EvaluateMultiLabelClassification(scored);
        Assert.IsGreaterThan(0.9, metrics.MicroF1, "the words tell the labels apart; to predict every label of every row would give 2/3");
        Assert.AreEqual("micro F1", model.Report!.MetricName);
        Assert.AreEqual(metrics.MicroF1, model.Report.Epochs[model.Report.BestEpoch!.Value - 1].ValidationMetric!.Value, 1e-6);
        CollectionAssert.AreEqual((string[])["Red", "Green", "Blue"], metrics.Labels.Select(static label => label.Name).ToArray());
        foreach (string name in (string[])["Score", "PredictedLabel"])
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            scored.Schema[name].GetSlotNames(ref names);
            Assert.AreEqual("Red Green Blue", string.Join(' ', names.DenseValues()), name);
        }
    }

    [TestMethod]
    public void The_threshold_decides_and_a_zip_keeps_it()
    {
        using var fixture = new TinyFixture();
        NolaMultiLabelTextClassificationOptions options = TaggedRow.Options(fixture);
        options.Threshold = 0.55;
        using var model = fixture.Context.Transforms.NolaMultiLabelTextClassification(options).Fit(TaggedRow.View(fixture, 24));
        IDataView rows = TaggedRow.View(fixture, 16);
        float[][] scores = [.. model.Transform(rows).GetColumn<float[]>("Score")];
        ITransformer loaded = ZipBytes.Load(fixture.LoadingContext(), ZipBytes.Save(fixture.Context, model, null), out _);
        bool[][] predicted = [.. loaded.Transform(rows).GetColumn<bool[]>("PredictedLabel")];
        for (int i = 0; i < scores.Length; i++)
        {
            CollectionAssert.AreEqual(Array.ConvertAll(scores[i], static score => score > 0.55f), predicted[i]);
        }

        Assert.Contains(
            "Threshold is 1; it must be above 0 and below 1",
            Assert.Throws<ArgumentException>(() => fixture.Context.Transforms.NolaMultiLabelTextClassification(new() { Threshold = 1 })).Message);
        (loaded as IDisposable)?.Dispose();
    }

    /// <summary>A label that half of the rows have starts at one half, one that none has near zero: 0.5 of 17, with the row that is added to all.</summary>
    [TestMethod]
    public void A_fit_starts_from_how_frequent_labels_are_and_stops_when_asked()
    {
        using var fixture = new TinyFixture();
        NolaMultiLabelTextClassificationOptions options = TaggedRow.Options(fixture);
        TaggedRow[] rows = [.. TaggedRow.Create(16)];
        Array.ForEach(rows, static row => row.Label[2] = false);
        IDataView data = fixture.Context.Data.LoadFromEnumerable(rows);
        using var source = new CancellationTokenSource();
        options.Training.Epochs = 1;
        options.Training.LearningRate = options.Training.HeadLearningRate = 1e-9;
        using var model = fixture.Context.Transforms.NolaMultiLabelTextClassification(options).Fit(data);
        foreach (float[] scores in model.Transform(data).GetColumn<float[]>("Score"))
        {
            Near.WithinAbsolute([0.5f, 0.5f, 0.5f / 17], scores, 1e-5, "probabilities");
        }

        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => fixture.Context.Transforms.NolaMultiLabelTextClassification(options).Fit(data, null, source.Token));
    }

    [TestMethod]
    public void An_engine_of_a_loaded_zip_predicts_what_the_model_does()
    {
        using var fixture = new TinyFixture();
        using var model = fixture.Context.Transforms.NolaMultiLabelTextClassification(TaggedRow.Options(fixture)).Fit(TaggedRow.View(fixture, 24));
        float[][] expected = [.. model.Transform(TaggedRow.View(fixture, 5)).GetColumn<float[]>("Score")];
        fixture.Context.Model.Save(model, TaggedRow.View(fixture, 1).Schema, fixture.File("labels.zip"));
        MLContext context = fixture.LoadingContext();
        using var engine = context.Model.CreatePredictionEngine<TaggedRow, Answer>(context.Model.Load(fixture.File("labels.zip"), out _));
        TaggedRow[] rows = [.. TaggedRow.Create(5)];
        for (int i = 0; i < rows.Length; i++)
        {
            Answer answer = engine.Predict(rows[i]);
            Near.WithinAbsolute(expected[i], answer.Score, 1e-5, $"row {i}");
            Assert.HasCount(3, answer.PredictedLabel);
        }
    }

    /// <summary>The way from text to a vector of Booleans that the error names: ML.NET's own transforms, and the labels get their names.</summary>
    [TestMethod]
    public void Labels_that_are_text_become_a_vector_of_Booleans_by_the_stock_transforms()
    {
        using var fixture = new TinyFixture();
        TransformsCatalog transforms = fixture.Context.Transforms;
        IDataView rows = transforms.DropColumns("Label").Fit(TaggedRow.View(fixture, 24)).Transform(TaggedRow.View(fixture, 24));
        IDataView labelled = transforms.Text.TokenizeIntoWords("Label", "Tags", [','])
            .Append(transforms.Conversion.MapValueToKey("Label"))
            .Append(transforms.Conversion.MapKeyToVector("Label", outputCountVector: true))
            .Append(transforms.Conversion.ConvertType("Label", outputKind: DataKind.Boolean))
            .Fit(rows).Transform(rows);
        VBuffer<ReadOnlyMemory<char>> names = default;
        labelled.Schema["Label"].GetSlotNames(ref names);
        string[] tags = [.. names.DenseValues().Select(static name => name.ToString())];
        CollectionAssert.AreEquivalent(TinyFixture.Tags, tags);
        string[] expected = [.. rows.GetColumn<string>("Tags")];
        bool[][] label = [.. labelled.GetColumn<bool[]>("Label")];
        for (int i = 0; i < expected.Length; i++)
        {
            CollectionAssert.AreEquivalent(
                expected[i].Split(',', StringSplitOptions.RemoveEmptyEntries), tags.Where((_, tag) => label[i][tag]).ToArray(), $"row {i}");
        }

        using var model = transforms.NolaMultiLabelTextClassification(TaggedRow.Options(fixture)).Fit(labelled);
        Assert.HasCount(3, model.Transform(rows).GetColumn<bool[]>("PredictedLabel").First());
    }

    [TestMethod]
    [DataRow("Red", "is one Boolean, which a binary classification trainer takes; for several labels put mlContext.Transforms.Concatenate(\"Red\", names)")]
    [DataRow("Tags", "is text; this stage takes a vector of Booleans, one for each label. Split it with")]
    [DataRow("Number", "is of type Single; this stage takes a vector of Booleans")]
    [DataRow("Key", "is a key, one class a row, which a multiclass classification trainer takes")]
    [DataRow("Keys", "is a vector of keys; put mlContext.Transforms.Conversion.MapKeyToVector(\"Keys\", outputCountVector: true)")]
    [DataRow("Words", "is a vector of text; put mlContext.Transforms.Conversion.MapValueToKey(\"Words\")")]
    [DataRow("Numbers", "is a vector of Single; put mlContext.Transforms.Conversion.ConvertType(\"Numbers\", outputKind: DataKind.Boolean)")]
    [DataRow("Loose", "is a vector of Booleans of any length; every row must have one for each label")]
    public void A_label_that_is_no_vector_of_Booleans_is_named_with_the_way_out(string name, string message)
    {
        using var fixture = new TinyFixture();
        TransformsCatalog transforms = fixture.Context.Transforms;
        IDataView rows = TaggedRow.View(fixture, 4);
        rows = transforms.Conversion.MapValueToKey("Key", "Tags")
            .Append(transforms.Text.TokenizeIntoWords("Words", "Tags", [',']))
            .Append(transforms.Conversion.MapValueToKey("Keys", "Words"))
            .Append(transforms.Concatenate("Numbers", "Number"))
            .Append(transforms.CustomMapping<TaggedRow, LooseRow>(static (row, loose) => loose.Loose = row.Label, null))
            .Fit(rows).Transform(rows);
        NolaMultiLabelTextClassificationOptions options = TaggedRow.Options(fixture);
        options.LabelColumnName = name;
        string found = Assert.Throws<ArgumentOutOfRangeException>(() => transforms.NolaMultiLabelTextClassification(options).Fit(rows)).Message;
        Assert.Contains($"NolaMultiLabelTextClassification: the label column '{name}' {message}", found);
    }

    [TestMethod]
    public void A_validation_set_with_other_labels_is_refused()
    {
        using var fixture = new TinyFixture();
        IDataView rows = TaggedRow.View(fixture, 8);
        NolaMultiLabelTextClassificationTrainer trainer = fixture.Context.Transforms.NolaMultiLabelTextClassification(TaggedRow.Options(fixture));
        foreach (string[] order in (string[][])[["Blue", "Green", "Red"], ["Red", "Green"]])
        {
            IDataView other = fixture.Context.Transforms.Concatenate("Label", order).Fit(rows).Transform(rows);
            Assert.Contains(
                "holds other labels in the validation set than in the training set, or in another order",
                Assert.Throws<InvalidOperationException>(() => trainer.Fit(Named(fixture, 8), other)).Message);
        }
    }

    [TestMethod]
    public void Rows_that_all_have_the_same_labels_are_warned_of()
    {
        using var fixture = new TinyFixture();
        var log = new List<string>();
        fixture.Context.Log += (_, line) => log.Add(line.Message);
        TaggedRow[] rows = [.. TaggedRow.Create(8)];
        Array.ForEach(rows, static row => row.Label = [true, false, true]);
        using var model = fixture.Context.Transforms.NolaMultiLabelTextClassification(TaggedRow.Options(fixture))
            .Fit(fixture.Context.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(log.Exists(static line => line.Contains("are one value; there is nothing to tell apart", StringComparison.Ordinal)));
    }

    private static IDataView Named(TinyFixture fixture, int count)
    {
        IDataView rows = TaggedRow.View(fixture, count);
        return fixture.Context.Transforms.Concatenate("Label", "Red", "Green", "Blue").Fit(rows).Transform(rows);
    }

    private sealed class Answer
    {
        public bool[] PredictedLabel { get; set; } = [];

        public float[] Score { get; set; } = [];
    }

    private sealed class LooseRow
    {
        public bool[] Loose { get; set; } = [];
    }
}
