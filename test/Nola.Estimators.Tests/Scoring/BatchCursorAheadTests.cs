using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Scoring;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>The cursor over a stage that gains by reading one batch ahead while another is scored.</summary>
[TestClass]
public sealed class BatchCursorAheadTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(8)]
    [DataRow(11)]
    public void Columns_stay_aligned_and_one_batch_is_read_ahead(int rows)
    {
        var source = new SourceView(rows);
        var scorer = new AheadScorer();
        BatchScoringView view = scorer.View(source);
        using (DataViewRowCursor cursor = view.GetRowCursor(view.Schema.Where(column => column.Name is "Text" or "Vector" or "PredictedLabel")))
        {
            ValueGetter<ReadOnlyMemory<char>> text = cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Text"]);
            ValueGetter<VBuffer<float>> vector = cursor.GetGetter<VBuffer<float>>(view.Schema["Vector"]);
            ValueGetter<uint> label = cursor.GetGetter<uint>(view.Schema["PredictedLabel"]);
            ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
            ReadOnlyMemory<char> t = default;
            VBuffer<float> v = default;
            uint predicted = 0;
            DataViewRowId rowId = default;
            long row = 0;
            for (; cursor.MoveNext(); row++)
            {
                for (int repeat = 0; repeat < 2; repeat++)
                {
                    label(ref predicted);
                    text(ref t);
                    vector(ref v);
                    id(ref rowId);
                    Assert.AreEqual($"text {row}", t.ToString());
                    CollectionAssert.AreEqual(new[] { row, -row, row + 0.5f }, v.DenseValues().ToArray());
                    Assert.AreEqual(FakeClassifier.Expected(row), predicted);
                    Assert.AreEqual((new DataViewRowId((ulong)row, 7), row, row / 2), (rowId, cursor.Position, cursor.Batch));
                }

                Assert.AreEqual(Math.Min(rows, (row / 4 * 4) + 8), source.RowsRead, "this batch and the next");
            }

            Assert.AreEqual((rows, -1L), (row, cursor.Position));
            Assert.IsFalse(cursor.MoveNext());
        }

        int[] sizes = [.. Enumerable.Range(0, (rows + 3) / 4).Select(i => Math.Min(4, rows - (4 * i)))];
        CollectionAssert.AreEqual(sizes, scorer.Batches.ToArray());
        CollectionAssert.AreEqual(sizes.Skip(1).ToArray(), scorer.Ahead);
        Assert.AreEqual((0, 0), (source.AliveCursors, scorer.Held));
    }

    [TestMethod]
    public void A_source_that_breaks_ahead_is_thrown_when_the_reader_comes_there()
    {
        var source = new SourceView(12) { ThrowsAtRow = 6 };
        var scorer = new AheadScorer();
        BatchScoringView view = scorer.View(source);
        using (DataViewRowCursor cursor = view.GetRowCursor([view.Schema["PredictedLabel"]]))
        {
            ValueGetter<uint> label = cursor.GetGetter<uint>(view.Schema["PredictedLabel"]);
            uint value = 0;
            for (int row = 0; row < 4; row++)
            {
                Assert.IsTrue(cursor.MoveNext());
                label(ref value);
                Assert.AreEqual(FakeClassifier.Expected(row), value);
            }

            Assert.Throws<IOException>(() => cursor.MoveNext());
            Assert.AreEqual(-1, cursor.Position);
            Assert.IsFalse(cursor.MoveNext());
        }

        Assert.AreEqual((0, 0), (source.AliveCursors, scorer.Held));
    }

    [TestMethod]
    public void A_cancellation_ends_the_cursor_at_the_next_batch_and_not_at_the_end()
    {
        foreach (int cancelledAt in (int[])[2, 7])
        {
            using var source = new CancellationTokenSource();
            BatchScoringView view = new AheadScorer().View(new SourceView(8), () => source.Token.ThrowIfCancellationRequested);
            using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["PredictedLabel"]]);
            ValueGetter<uint> label = cursor.GetGetter<uint>(view.Schema["PredictedLabel"]);
            uint value = 0;
            for (int row = 0; row < (cancelledAt < 4 ? 4 : 8); row++)
            {
                Assert.IsTrue(cursor.MoveNext());
                label(ref value);
                if (row == cancelledAt)
                {
                    source.Cancel();
                }
            }

            if (cancelledAt < 4)
            {
                Assert.Throws<OperationCanceledException>(() => cursor.MoveNext());
            }

            Assert.IsFalse(cursor.MoveNext());
        }
    }

    [TestMethod]
    public void A_cursor_that_is_disposed_in_the_middle_drops_what_was_made_ahead()
    {
        var source = new SourceView(12);
        var scorer = new AheadScorer();
        BatchScoringView view = scorer.View(source);
        using (DataViewRowCursor cursor = view.GetRowCursor([view.Schema["PredictedLabel"]]))
        {
            Score(cursor, view);
            Assert.AreEqual(1, scorer.Held);
        }

        Assert.AreEqual((0, 0), (source.AliveCursors, scorer.Held));
    }

    [TestMethod]
    public void Batches_that_nobody_asks_for_drop_what_was_made_of_them()
    {
        var scorer = new AheadScorer();
        BatchScoringView view = scorer.View(new SourceView(16));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["PredictedLabel"]]);
        Score(cursor, view);
        while (cursor.Position < 8)
        {
            Assert.IsTrue(cursor.MoveNext());
        }

        Assert.AreEqual(0, scorer.Held);
        CollectionAssert.AreEqual(new[] { 4 }, scorer.Batches.ToArray());
        CollectionAssert.AreEqual(new[] { 4 }, scorer.Ahead);
    }

    [TestMethod]
    public void A_score_that_is_asked_for_again_after_a_failure_reads_no_row_twice()
    {
        var source = new SourceView(12);
        var scorer = new AheadScorer { Failures = 1 };
        BatchScoringView view = scorer.View(source);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["PredictedLabel"]]);
        ValueGetter<uint> label = cursor.GetGetter<uint>(view.Schema["PredictedLabel"]);
        uint value = 0;
        Assert.IsTrue(cursor.MoveNext());
        Assert.Throws<IOException>(() => label(ref value));
        for (int row = 0; row < 12; row++)
        {
            label(ref value);
            Assert.AreEqual(FakeClassifier.Expected(row), value);
            Assert.AreEqual(row < 11, cursor.MoveNext());
        }

        Assert.AreEqual((12, 0), (source.RowsRead, scorer.Held));
    }

    /// <summary>A program may make the next row only when it knows what came out for this one.</summary>
    [TestMethod]
    public void Nothing_is_read_ahead_of_single_rows_or_of_things_that_cannot_be_copied()
    {
        foreach ((int batchSize, string column) in (ReadOnlySpan<(int, string)>)[(1, "Text"), (4, "Image")])
        {
            var source = new SourceView(12);
            var scorer = new AheadScorer(batchSize);
            BatchScoringView view = scorer.View(source);
            using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column], view.Schema["PredictedLabel"]]);
            Score(cursor, view);
            Assert.AreEqual(batchSize, source.RowsRead);
            Assert.IsEmpty(scorer.Ahead);
        }
    }

    private static void Score(DataViewRowCursor cursor, BatchScoringView view)
    {
        uint value = 0;
        Assert.IsTrue(cursor.MoveNext());
        cursor.GetGetter<uint>(view.Schema["PredictedLabel"])(ref value);
    }
}
