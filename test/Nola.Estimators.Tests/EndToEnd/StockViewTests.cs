using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Estimators.Tests.Scoring;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>ML.NET's own views and savers over the columns that a fitted stage adds.</summary>
[TestClass]
public sealed class StockViewTests : IDisposable
{
    private const int Count = 30;

    private readonly TinyFixture _fixture = new();
    private readonly NolaTextClassificationTransformer _model;

    public StockViewTests()
    {
        _model = _fixture.Trainer().Fit(_fixture.Keyed(24));
    }

    private DataOperationsCatalog Data => _fixture.Context.Data;

    public void Dispose()
    {
        _model.Dispose();
        _fixture.Dispose();
    }

    [TestMethod]
    public void Rows_are_taken_skipped_filtered_and_previewed()
    {
        IDataView scored = Scored();
        var all = Values(scored).ToDictionary(row => row.Number);
        CollectionAssert.AreEqual(Enumerable.Range(0, 11).Select(i => all[i]).ToArray(), Values(Data.TakeRows(scored, 11)));
        CollectionAssert.AreEqual(Enumerable.Range(11, 19).Select(i => all[i]).ToArray(), Values(Data.SkipRows(scored, 11)));
        CollectionAssert.AreEqual(
            Enumerable.Range(5, 10).Select(i => all[i]).ToArray(), Values(Data.FilterRowsByColumn(scored, "Number", 5, 15)));

        // Filters by the stage's own columns: the key as a fraction of its range, and one score.
        CollectionAssert.AreEqual(
            all.Values.Where(row => row.Predicted == 2).ToArray(), Values(Data.FilterRowsByKeyColumnFraction(scored, "PredictedLabel", 1 / 3.0, 2 / 3.0)));
        IDataView sure = Data.FilterRowsByColumn(
            _fixture.Context.Transforms.CustomMapping<Scores, First>((from, to) => to.Top = from.Score.Max(), null).Fit(scored).Transform(scored), "Top", 0.5);
        CollectionAssert.AreEqual(all.Values.Where(row => Numbers(row).Max() >= 0.5f).ToArray(), Values(sure));

        DataDebuggerPreview preview = scored.Preview(maxRows: 9);
        Assert.HasCount(9, preview.RowView);
        Assert.AreEqual(all[8].Predicted, preview.RowView[8].Values.Single(pair => pair.Key == "PredictedLabel").Value);
        Assert.AreEqual(scored.Schema.Count, preview.ColumnView.Length);
    }

    [TestMethod]
    public void Shuffled_rows_are_the_same_rows_in_another_order()
    {
        IDataView scored = Scored();
        Values[] all = Values(scored);
        Values[] shuffled = Values(Data.ShuffleRows(scored, seed: 3));
        CollectionAssert.AreEquivalent(all, shuffled);
        CollectionAssert.AreNotEqual(all, shuffled);
        CollectionAssert.AreEqual(shuffled, Values(Data.ShuffleRows(scored, seed: 3)));
        CollectionAssert.AreEqual(
            Values(Data.ShuffleRows(Source(), seed: 3), scores: false),
            shuffled.Select(row => row with { Predicted = 0, Scores = "" }).ToArray());
    }

    [TestMethod]
    public void A_bootstrap_sample_and_its_complement_hold_the_rows_of_the_view()
    {
        IDataView scored = Scored();
        Values[] all = Values(scored);
        Values[] sample = Values(Data.BootstrapSample(scored, seed: 5, complement: false));
        Values[] complement = Values(Data.BootstrapSample(scored, seed: 5, complement: true));
        Assert.IsTrue(sample.All(all.Contains));
        Assert.IsLessThan(sample.Length, sample.Distinct().Count());
        CollectionAssert.AreEquivalent(all.Except(sample).ToArray(), complement);
    }

    [TestMethod]
    public void A_binary_file_keeps_schema_annotations_and_bits()
    {
        IDataView scored = Scored();
        using (FileStream stream = File.Create(_fixture.File("scored.idv")))
        {
            Data.SaveAsBinary(scored, stream);
        }

        IDataView loaded = Data.LoadFromBinary(_fixture.File("scored.idv"));
        Assert.AreEqual(Schemas.Describe(scored.Schema), Schemas.Describe(loaded.Schema));
        CollectionAssert.AreEqual(Values(scored), Values(loaded));
        Assert.AreEqual(
            _fixture.Context.MulticlassClassification.Evaluate(scored).LogLoss, _fixture.Context.MulticlassClassification.Evaluate(loaded).LogLoss);
    }

    [TestMethod]
    public void A_text_file_keeps_the_numbers()
    {
        IDataView scored = _fixture.Context.Transforms.SelectColumns("Number", "PredictedLabel", "Score").Fit(Scored()).Transform(Scored());
        using (FileStream stream = File.Create(_fixture.File("scored.tsv")))
        {
            Data.SaveAsText(scored, stream, schema: false);
        }

        string[] lines = File.ReadAllLines(_fixture.File("scored.tsv"));
        Assert.AreEqual("Number\tPredictedLabel\tred\tgreen\tblue", lines[0], "the slots of the score have the names of the classes");
        Values[] expected = Values(scored);
        Assert.HasCount(Count + 1, lines);
        for (int i = 0; i < Count; i++)
        {
            string[] fields = lines[i + 1].Split('\t');

            // A key is written from 0.
            Assert.AreEqual(expected[i].Predicted - 1, uint.Parse(fields[1], CultureInfo.InvariantCulture));
            float[] written = [.. fields[2..].Select(field => float.Parse(field, CultureInfo.InvariantCulture))];
            Near.WithinAbsolute(Numbers(expected[i]), written, 1e-6, $"row {i}");
        }
    }

    [TestMethod]
    public void Row_ids_are_unique_and_stay_with_their_rows()
    {
        IDataView scored = Scored();
        Dictionary<DataViewRowId, string> plain = ById(scored, null);
        Assert.HasCount(Count, plain);
        CollectionAssert.AreEqual(plain.Keys.ToArray(), ById(scored, null).Keys.ToArray());

        Dictionary<DataViewRowId, string> shuffled = ById(scored, new Random(7));
        CollectionAssert.AreNotEqual(plain.Keys.ToArray(), shuffled.Keys.ToArray());
        CollectionAssert.AreEquivalent(plain, shuffled);
        CollectionAssert.AreEquivalent(plain, ById(Data.Cache(scored), null));
    }

    [TestMethod]
    public void Columns_are_joined_through_two_cursors_of_one_seed()
    {
        IDataView scored = Scored();
        var all = Values(scored).ToDictionary(row => row.Number);
        Assert.IsTrue(scored.CanShuffle);
        using DataViewRowCursor numbers = scored.GetRowCursor([scored.Schema["Number"]], new Random(7));
        using DataViewRowCursor labels = scored.GetRowCursor([scored.Schema["PredictedLabel"]], new Random(7));
        ValueGetter<float> number = numbers.GetGetter<float>(scored.Schema["Number"]);
        ValueGetter<uint> label = labels.GetGetter<uint>(scored.Schema["PredictedLabel"]);
        (ValueGetter<DataViewRowId> one, ValueGetter<DataViewRowId> other) = (numbers.GetIdGetter(), labels.GetIdGetter());
        (float n, uint l, DataViewRowId i, DataViewRowId j) = (0, 0, default, default);
        var read = new List<float>();
        while (numbers.MoveNext())
        {
            Assert.IsTrue(labels.MoveNext());
            number(ref n);
            label(ref l);
            one(ref i);
            other(ref j);
            Assert.AreEqual(i, j);
            Assert.AreEqual(all[n].Predicted, l);
            Assert.AreEqual(numbers.Position, labels.Position);
            read.Add(n);
        }

        CollectionAssert.AreEquivalent(all.Keys, read);
        CollectionAssert.AreNotEqual(all.Keys, read, "the rows came in the order of the source");
        Assert.IsFalse(labels.MoveNext());
    }

    [TestMethod]
    public void A_cache_before_and_behind_the_stage_changes_nothing_and_saves_forwards()
    {
        Values[] plain = Values(Scored());
        CollectionAssert.AreEqual(plain, Values(_model.Transform(_fixture.Keyed(Count))), "without a cache before it");
        var source = new WatchedView(_fixture.Keyed(Count));
        IDataView behind = Data.Cache(_model.Transform(source));
        CollectionAssert.AreEqual(plain, Values(behind));
        (long forwards, int opened) = (_model.Stage.Forwards, source.Opened);
        CollectionAssert.AreEqual(plain, Values(behind));
        Assert.AreEqual((forwards, opened), (_model.Stage.Forwards, source.Opened), "the second reading comes from the cache");
        CollectionAssert.AreEquivalent(plain, Values(Data.ShuffleRows(behind, seed: 1)));
    }

    /// <summary>Cached, because a cache is one of the few sources whose cursors go in another order when asked to.</summary>
    private IDataView Source() => Data.Cache(_fixture.Keyed(Count));

    private IDataView Scored() => _model.Transform(Source());

    private static Values[] Values(IDataView view, bool scores = true) => [.. view.GetColumn<float>("Number").Zip(
        scores ? view.GetColumn<uint>("PredictedLabel") : Enumerable.Repeat(0u, Count),
        scores ? view.GetColumn<float[]>("Score") : Enumerable.Repeat(Array.Empty<float>(), Count))
        .Select(row => new Values(row.First, row.Second, Bits(row.Third)))];

    private static string Bits(IEnumerable<float> scores) =>
        string.Join(' ', scores.Select(score => BitConverter.SingleToInt32Bits(score).ToString("x8", null)));

    private static float[] Numbers(Values row) =>
        [.. row.Scores.Split(' ').Select(bits => BitConverter.Int32BitsToSingle(int.Parse(bits, NumberStyles.HexNumber, null)))];

    /// <summary>Text, number and scores by row id, in the order read.</summary>
    private static Dictionary<DataViewRowId, string> ById(IDataView view, Random? random)
    {
        var rows = new Dictionary<DataViewRowId, string>();
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema.Where(column => column.Name is "Text" or "Number" or "Score"), random);
        ValueGetter<ReadOnlyMemory<char>> text = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]);
        ValueGetter<float> number = cursor.GetGetter<float>(view.Schema["Number"]);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        (ReadOnlyMemory<char> t, float n, VBuffer<float> s, DataViewRowId i) = (default, 0, default, default);
        while (cursor.MoveNext())
        {
            text(ref t);
            number(ref n);
            score(ref s);
            id(ref i);
            rows.Add(i, $"{n} {t} {Bits(s.DenseValues())}");
        }

        return rows;
    }

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class First
    {
        public float Top { get; set; }
    }
}

/// <summary>What the stage says of a row: scores as bits.</summary>
internal sealed record Values(float Number, uint Predicted, string Scores);
