using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Scoring;

namespace Nola.Estimators.Tests.Scoring;

[TestClass]
public sealed class BatchCursorTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(9)]
    public void Every_row_count_scores_once_a_batch_and_keeps_columns_aligned(int rows)
    {
        var source = new SourceView(rows);
        var classifier = new FakeClassifier();
        BatchScoringView view = classifier.View(source);
        using (DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Vector"], view.Schema["PredictedLabel"], view.Schema["Score"]]))
        {
            ValueGetter<VBuffer<float>> vector = cursor.GetGetter<VBuffer<float>>(view.Schema["Vector"]);
            ValueGetter<uint> label = cursor.GetGetter<uint>(view.Schema["PredictedLabel"]);
            ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]);
            ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
            VBuffer<float> v = default, s = default;
            uint predicted = 0;
            DataViewRowId rowId = default;
            long row = 0;
            Assert.AreEqual(-1, cursor.Position);
            while (cursor.MoveNext())
            {
                for (int repeat = 0; repeat < 2; repeat++)
                {
                    vector(ref v);
                    label(ref predicted);
                    score(ref s);
                    id(ref rowId);
                    CollectionAssert.AreEqual(new[] { row, -row, row + 0.5f }, v.DenseValues().ToArray());
                    Assert.AreEqual(FakeClassifier.Expected(row), predicted);
                    Assert.AreEqual(0.8f, s.GetItemOrDefault((int)predicted - 1));
                    Assert.AreEqual(new DataViewRowId((ulong)row, 7), rowId);
                    Assert.AreEqual(row, cursor.Position);
                    Assert.AreEqual(row / 2, cursor.Batch);

                    // What a reader does with its copy must not reach the buffer.
                    VBufferEditor.CreateFromBuffer(ref v).Values.Clear();
                    VBufferEditor.CreateFromBuffer(ref s).Values.Clear();
                }

                row++;
            }

            Assert.AreEqual(rows, row);
            Assert.AreEqual(-1, cursor.Position);
            Assert.IsFalse(cursor.MoveNext());
            Assert.Throws<InvalidOperationException>(() => label(ref predicted));
        }

        Assert.AreEqual(0, source.AliveCursors);
        CollectionAssert.AreEqual(Enumerable.Range(0, (rows + 3) / 4).Select(i => Math.Min(4, rows - (4 * i))).ToArray(), classifier.Batches);
        Assert.AreEqual(rows, view.GetRowCount());
    }

    [TestMethod]
    public void Columns_that_nobody_asks_for_are_never_activated()
    {
        var source = new SourceView(5);
        BatchScoringView view = new FakeClassifier().View(source);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Score"]]);
        CollectionAssert.AreEqual(new[] { "Text" }, source.Activated);
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["Text"]));
        Assert.IsFalse(cursor.IsColumnActive(view.Schema["PredictedLabel"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<uint>(view.Schema["PredictedLabel"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(view.Schema["Score"]));
    }

    [TestMethod]
    public void Without_our_columns_nothing_is_read_ahead_or_scored()
    {
        var source = new SourceView(5);
        var classifier = new FakeClassifier();
        BatchScoringView view = classifier.View(source);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Vector"]]);
        CollectionAssert.AreEqual(new[] { "Vector" }, source.Activated);
        Assert.IsTrue(cursor.MoveNext());
        Assert.AreEqual(1, source.RowsRead);
        while (cursor.MoveNext())
        {
        }

        Assert.IsEmpty(classifier.Batches);
        Assert.AreEqual(5, source.RowsRead);
    }

    [TestMethod]
    public void A_batch_of_which_no_score_is_read_is_not_scored()
    {
        var classifier = new FakeClassifier();
        BatchScoringView view = classifier.View(new SourceView(12));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["PredictedLabel"]]);
        ValueGetter<uint> label = cursor.GetGetter<uint>(view.Schema["PredictedLabel"]);
        uint value = 0;
        while (cursor.MoveNext())
        {
            if (cursor.Position == 5)
            {
                label(ref value);
            }
        }

        CollectionAssert.AreEqual(new[] { 4 }, classifier.Batches);
    }

    [TestMethod]
    public void A_source_that_throws_ends_the_cursor_and_leaks_nothing()
    {
        var source = new SourceView(9) { ThrowsAtRow = 6 };
        BatchScoringView view = new FakeClassifier().View(source);
        using (DataViewRowCursor cursor = view.GetRowCursor(view.Schema.Where(column => column.Name is "Image" or "Score")))
        {
            for (int row = 0; row < 4; row++)
            {
                Assert.IsTrue(cursor.MoveNext());
            }

            Assert.Throws<IOException>(() => cursor.MoveNext());
            Assert.AreEqual(-1, cursor.Position);
            Assert.IsFalse(cursor.MoveNext());
        }

        Assert.AreEqual(0, source.AliveCursors);
        Assert.IsTrue(source.Resources.All(resource => resource.Disposals == 1));
    }

    [TestMethod]
    public void Resources_are_handed_over_once_and_bound_the_look_ahead()
    {
        var source = new SourceView(20);
        BatchScoringView view = new FakeClassifier().View(source, batchSize: 16);
        var taken = new List<Resource>();
        using (DataViewRowCursor cursor = view.GetRowCursor(view.Schema.Where(column => column.Name is "Image" or "Score")))
        {
            ValueGetter<Resource> image = cursor.GetGetter<Resource>(view.Schema["Image"]);
            Resource value = null!;
            Assert.IsTrue(cursor.MoveNext());
            Assert.AreEqual(BatchCursor.MaxRowsWithResources, source.RowsRead);
            do
            {
                if (cursor.Position % 2 == 0)
                {
                    value = null!;
                    image(ref value);
                    Assert.AreEqual(cursor.Position, value.Row);
                    taken.Add(value);
                    Assert.Throws<InvalidOperationException>(() => image(ref value));
                }
            }
            while (cursor.MoveNext());
        }

        Assert.HasCount(10, taken);
        Assert.IsTrue(taken.All(resource => resource.Disposals == 0));
        Assert.IsTrue(source.Resources.Except(taken).All(resource => resource.Disposals == 1));
    }

    [TestMethod]
    public void Shuffling_and_cursor_sets_go_to_the_source()
    {
        var source = new SourceView(5);
        BatchScoringView view = new FakeClassifier().View(source);
        var random = new Random(3);
        Assert.IsTrue(view.CanShuffle);
        DataViewRowCursor[] cursors = view.GetRowCursorSet([view.Schema["Score"]], 8, random);
        Assert.HasCount(1, cursors);
        Assert.AreSame(random, source.LastRandom);
        cursors[0].Dispose();
        Assert.AreEqual(0, source.AliveCursors);
    }
}
