using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Labels of every kind that ML.NET makes, through fit, save, load and back to what they stood for.</summary>
[TestClass]
public sealed class LabelTests
{
    private static readonly DateTime Day = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    [TestMethod]
    [DataRow(DataKind.Byte)]
    [DataRow(DataKind.UInt16)]
    [DataRow(DataKind.UInt32)]
    [DataRow(DataKind.UInt64)]
    public void Keys_of_every_type_give_the_same_scores(DataKind kind)
    {
        using var fixture = new TinyFixture();
        IDataView keyed = fixture.Keyed(24);
        using NolaTextClassificationTransformer expected = fixture.Trainer().Fit(keyed);
        IDataView converted = fixture.Context.Transforms.Conversion.ConvertType("Label", outputKind: kind).Fit(keyed).Transform(keyed);
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(converted);
        IDataView scored = Reload(fixture, model).Transform(converted);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(expected.Transform(keyed)), TinyFixture.ScoreBits(scored));
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 3), scored.Schema["PredictedLabel"].Type);
        CollectionAssert.AreEqual(
            TinyFixture.Tags, KeyValues<ReadOnlyMemory<char>>(scored, "PredictedLabel").Select(static value => value.ToString()).ToArray());
    }

    [TestMethod]
    public void Keys_that_stand_for_nothing()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(
            TinyFixture.Rows(24).Select((row, i) => new BareKeyRow { Text = row.Text, Label = (uint)(i % 3) + 1 }));
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(data);
        IDataView scored = Reload(fixture, model).Transform(data);

        // Four values, three seen: the classes are those of the key.
        Assert.AreEqual(4, ((VectorDataViewType)scored.Schema["Score"].Type).Size);
        Assert.IsFalse(scored.Schema["PredictedLabel"].HasKeyValues());
        Assert.IsFalse(scored.Schema["Score"].HasSlotNames());
        Assert.HasCount(4, fixture.Context.MulticlassClassification.Evaluate(scored).PerClassLogLoss);
    }

    [TestMethod]
    public void Values_that_are_not_text_keep_their_type()
    {
        Check(nameof(ValueRow.Single), static i => (float)i - 1);
        Check(nameof(ValueRow.Double), static i => i * 1.5);
        Check(nameof(ValueRow.Int32), static i => (i * 7) - 3);
        Check(nameof(ValueRow.Flag), static i => i == 1);
        Check(nameof(ValueRow.Day), static i => Day.AddDays(i));
    }

    [TestMethod]
    public void A_key_with_a_missing_label_is_not_learnt_from_and_not_counted()
    {
        using var fixture = new TinyFixture();
        var mapping = fixture.Context.Transforms.Conversion.MapValueToKey("Label", "Tag").Fit(fixture.Data(24));
        Row[] rows = [.. TinyFixture.Rows(24)];
        Row[] missing = [.. TinyFixture.Rows(9).Select(static row => new Row { Text = row.Text, Tag = "another" })];
        using NolaTextClassificationTransformer expected = fixture.Trainer().Fit(mapping.Transform(fixture.Context.Data.LoadFromEnumerable(rows)));
        IDataView mixed = mapping.Transform(fixture.Context.Data.LoadFromEnumerable([.. rows, .. missing]));
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(mixed);
        Assert.AreEqual(9, model.Report!.RowsSkipped);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(expected.Transform(mixed)), TinyFixture.ScoreBits(model.Transform(mixed)));

        // Scored all the same; ML.NET's evaluator leaves them out.
        IDataView scored = model.Transform(mixed);
        Assert.HasCount(33, scored.GetColumn<uint>("PredictedLabel").ToArray());
        Assert.AreEqual(
            fixture.Context.MulticlassClassification.Evaluate(expected.Transform(mapping.Transform(fixture.Data(24)))).LogLoss,
            fixture.Context.MulticlassClassification.Evaluate(scored).LogLoss,
            1e-9);
    }

    [TestMethod]
    public void A_key_hashed_to_few_values_is_a_label_and_one_of_many_is_not()
    {
        using var fixture = new TinyFixture();
        IDataView few = fixture.Context.Transforms.Conversion.Hash("Label", "Tag", numberOfBits: 5).Fit(fixture.Data(24)).Transform(fixture.Data(24));
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(few);
        Assert.AreEqual(32, ((VectorDataViewType)model.Transform(few).Schema["Score"].Type).Size);

        IDataView many = fixture.Context.Transforms.Conversion.Hash("Label", "Tag").Fit(fixture.Data(24)).Transform(fixture.Data(24));
        StringAssert.Contains(
            Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer().Fit(many)).Message,
            "is a key of 2147483648 values, more than 65536: it looks hashed. Use MapValueToKey instead of a hash.");
    }

    [TestMethod]
    public void The_largest_key_of_all_is_refused_without_overflow()
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable([new VastKeyRow { Label = 1 }, new VastKeyRow { Label = 2 }]);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => fixture.Trainer().Fit(data)).Message, "is a key of 18446744073709551615 values");
    }

    private static void Check<T>(string column, Func<int, T> valueOf)
    {
        using var fixture = new TinyFixture();
        IDataView data = fixture.Context.Data.LoadFromEnumerable(TinyFixture.Rows(24).Select(static (row, i) => new ValueRow
        {
            Text = row.Text,
            Single = (i % 3) - 1,
            Double = i % 3 * 1.5,
            Int32 = (i % 3 * 7) - 3,
            Flag = i % 3 == 1,
            Day = Day.AddDays(i % 3),
        }));
        var pipeline = fixture.Context.Transforms.Conversion.MapValueToKey("Label", column)
            .Append(fixture.Trainer())
            .Append(fixture.Context.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel"));
        using var model = pipeline.Fit(data);
        IDataView scored = Reload(fixture, model).Transform(data);
        T[] values = [.. Enumerable.Range(0, 3).Select(valueOf).Distinct()];
        CollectionAssert.AreEqual(values, KeyValues<T>(scored, "PredictedLabel"));
        VBuffer<T> training = default;
        scored.Schema["Score"].Annotations.GetValue("TrainingLabelValues", ref training);
        CollectionAssert.AreEqual(values, training.DenseValues().ToArray());

        // Slot names are text or nothing.
        Assert.IsFalse(scored.Schema["Score"].HasSlotNames());
        uint[] keys = [.. scored.GetColumn<uint>("PredictedLabel")];
        CollectionAssert.AreEqual(keys.Select(key => values[key - 1]).ToArray(), scored.GetColumn<T>("Predicted").ToArray());
    }

    private static T[] KeyValues<T>(IDataView view, string column)
    {
        VBuffer<T> values = default;
        view.Schema[column].GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    private static ITransformer Reload(TinyFixture fixture, ITransformer model) =>
        ZipBytes.Load(fixture.LoadingContext(), ZipBytes.Save(fixture.Context, model, null), out _);

    private sealed class BareKeyRow
    {
        public string Text { get; set; } = "";

        [KeyType(4)]
        public uint Label { get; set; }
    }

    private sealed class VastKeyRow
    {
        public string Text { get; set; } = "";

        [KeyType(ulong.MaxValue)]
        public ulong Label { get; set; }
    }

    private sealed class ValueRow
    {
        public string Text { get; set; } = "";

        public float Single { get; set; }

        public double Double { get; set; }

        public int Int32 { get; set; }

        public bool Flag { get; set; }

        public DateTime Day { get; set; }
    }
}
