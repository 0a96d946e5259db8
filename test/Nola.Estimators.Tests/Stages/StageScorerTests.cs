using Nola.Estimators.Tests.EndToEnd;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Scoring;
using Microsoft.ML.Nola.Columns;
using Nola.Estimators.Tests.Scoring;

namespace Nola.Estimators.Tests.Stages;

[TestClass]
public sealed class StageScorerTests
{
    private static readonly MLContext Context = new(seed: 1);

    [TestMethod]
    public void Evaluate_reads_the_columns_and_its_log_loss_is_that_of_a_hand_computation()
    {
        IDataView data = Keyed(out LabelValues labels);
        IDataView scored = new BatchScoringView(data, new FakeClassifier().Bind(data.Schema, 4, labels));
        MulticlassClassificationMetrics metrics = Context.MulticlassClassification.Evaluate(scored);

        // Rows 0 to 19: text i ends in the digit i mod 10, which the classifier goes by; the label is i mod 3.
        int right = Enumerable.Range(0, 20).Count(i => i % 10 % 3 == i % 3);
        double loss = -((right * Math.Log(0.8f)) + ((20 - right) * Math.Log(0.1f))) / 20;
        Assert.AreEqual(right / 20.0, metrics.MicroAccuracy, 1e-9);
        Assert.AreEqual(loss, metrics.LogLoss, 1e-6);
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, metrics.ConfusionMatrix.Counts.Select((_, i) => i).ToArray());
    }

    [TestMethod]
    public void The_promise_of_the_estimator_is_what_the_transformer_makes()
    {
        foreach (IDataView data in (IDataView[])[Keyed(out _), KeyedByNumber(), Unnamed()])
        {
            DataViewSchema.Column label = data.Schema["Label"];
            var values = LabelValues.From(label, FakeClassifier.Classes);
            DataViewSchema made = new StageSchema(new FakeClassifier().Bind(data.Schema, 4, values)).Output;
            SchemaShape.Column shape = SchemaShapes.Find(SchemaShapes.Of(data.Schema), "Label")!.Value;
            string promised = Describe(MulticlassScoreColumns.Promise("PredictedLabel", "Score", shape));
            Assert.AreEqual(promised, Describe(SchemaShapes.Of(made).Where(column => column.Name is "Score" or "PredictedLabel")));
        }
    }

    [TestMethod]
    public void Label_values_keep_their_type_and_only_text_names_slots()
    {
        IDataView data = KeyedByNumber();
        var labels = LabelValues.From(data.Schema["Label"], FakeClassifier.Classes);
        DataViewSchema made = new StageSchema(new FakeClassifier().Bind(data.Schema, 4, labels)).Output;
        VBuffer<float> values = default;
        made["PredictedLabel"].GetKeyValues(ref values);
        CollectionAssert.AreEqual(new[] { 0f, 1f, 2f }, values.DenseValues().ToArray());
        made["Score"].Annotations.GetValue("TrainingLabelValues", ref values);
        CollectionAssert.AreEqual(new[] { 0f, 1f, 2f }, values.DenseValues().ToArray());
        Assert.IsFalse(made["Score"].HasSlotNames());
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), made["PredictedLabel"].Type);

        data = Keyed(out LabelValues text);
        made = new StageSchema(new FakeClassifier().Bind(data.Schema, 4, text)).Output;
        VBuffer<ReadOnlyMemory<char>> names = default;
        made["Score"].GetSlotNames(ref names);
        Assert.AreEqual("zero,one,two", string.Join(',', names.DenseValues()));
    }

    [TestMethod]
    public void Two_stages_get_score_sets_of_their_own()
    {
        IDataView data = Keyed(out LabelValues labels);
        var once = new BatchScoringView(data, new FakeClassifier().Bind(data.Schema, 4, labels));
        var twice = new BatchScoringView(once, new FakeClassifier().Bind(once.Schema, 4, labels));
        Assert.AreNotEqual(SetId(once.Schema["Score"]), SetId(twice.Schema["Score"]));
        Assert.AreEqual(SetId(twice.Schema["Score"]), SetId(twice.Schema["PredictedLabel"]));
        Assert.AreEqual(20, Context.MulticlassClassification.Evaluate(twice).ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [TestMethod]
    public void Stock_views_read_the_result()
    {
        IDataView data = Keyed(out LabelValues labels);
        IDataView scored = new BatchScoringView(data, new FakeClassifier().Bind(data.Schema, 4, labels));
        uint[] expected = [.. Enumerable.Range(0, 20).Select(i => FakeClassifier.Expected(i))];
        CollectionAssert.AreEqual(expected, scored.GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.AreEqual(expected, Context.Data.Cache(scored).GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.AreEqual(expected[..5], Context.Data.TakeRows(scored, 5).GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.AreEqual(expected[5..], Context.Data.SkipRows(scored, 5).GetColumn<uint>("PredictedLabel").ToArray());
        CollectionAssert.AreEquivalent(expected, Context.Data.ShuffleRows(scored, seed: 3).GetColumn<uint>("PredictedLabel").ToArray());
        Assert.HasCount(20, scored.Preview(maxRows: 100).RowView);
        using var stream = new MemoryStream();
        Context.Data.SaveAsBinary(scored, stream);
        Assert.IsGreaterThan(0, stream.Length);
    }

    [TestMethod]
    public void Empty_text_is_scored_and_text_of_another_type_is_refused()
    {
        IDataView data = Context.Data.LoadFromEnumerable([new Row { Text = "" }, new Row { Text = null! }]);
        CollectionAssert.AreEqual(new uint[] { 1, 1 }, new FakeClassifier().View(data).GetColumn<uint>("PredictedLabel").ToArray());
        IDataView vector = Context.Transforms.Text.TokenizeIntoWords("Text").Fit(data).Transform(data);
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new FakeClassifier().View(vector)).Message;
        StringAssert.Contains(message, "'Text' is of type vector of", StringComparison.Ordinal);
    }

    private static IDataView Keyed(out LabelValues labels)
    {
        IDataView data = Rows();
        data = Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(data).Transform(data);
        labels = LabelValues.From(data.Schema["Label"], FakeClassifier.Classes)!;
        return data;
    }

    private static IDataView KeyedByNumber()
    {
        IDataView data = Rows();
        return Context.Transforms.Conversion.MapValueToKey("Label", "Number").Fit(data).Transform(data);
    }

    private static IDataView Unnamed()
    {
        IDataView data = Keyed(out _);
        return Context.Data.LoadFromEnumerable(
            Context.Data.CreateEnumerable<UnnamedRow>(data, reuseRowObject: false, ignoreMissingColumns: true),
            SchemaDefinition.Create(typeof(UnnamedRow)));
    }

    private static IDataView Rows() => Context.Data.LoadFromEnumerable(
        Enumerable.Range(0, 20).Select(i => new Row { Text = $"text {i}", Tag = (i % 3) switch { 0 => "zero", 1 => "one", _ => "two" }, Number = i % 3 }));

    private static uint SetId(DataViewSchema.Column column)
    {
        uint id = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }

    private static string Describe(IEnumerable<SchemaShape.Column> columns) => string.Join(
        '\n',
        columns.OrderBy(column => column.Name, StringComparer.Ordinal).Select(column =>
            $"{column.Name} {column.Kind} {column.ItemType} key={column.IsKey} ({Describe(column.Annotations)})"));

    private sealed class UnnamedRow
    {
        [KeyType(3)]
        public uint Label { get; set; }

        public string Text { get; set; } = "";
    }
}
