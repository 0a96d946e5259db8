using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models.Images;

namespace Microsoft.ML.Nola.Tests.Models.Images;

[TestClass]
public sealed class BatchesAheadTests
{
    private static readonly int[][] Planned = [[0, 1], [2], [3, 4], [5], [6], [7], [8], [9]];

    [TestMethod]
    public void Batches_come_in_order_and_few_are_made_ahead()
    {
        var made = new List<int>();
        using var reached = new ManualResetEventSlim();
        using var batches = new BatchesAhead(Planned, rows =>
        {
            lock (made)
            {
                made.Add(rows[0]);
            }

            if (rows[0] == 5)
            {
                reached.Set();
            }

            return Batch(rows);
        });
        Assert.IsEmpty(made);
        Assert.AreEqual(2, batches.Take([0, 1])!.Rows);

        // Two lie ready, and one is under way.
        Assert.IsTrue(reached.Wait(TimeSpan.FromSeconds(10)));
        Thread.Sleep(20);
        lock (made)
        {
            CollectionAssert.AreEqual(new[] { 0, 2, 3, 5 }, made);
        }

        Assert.IsNull(batches.Take([9]), "not the next one");
        Assert.AreEqual(1, batches.Take([2])!.Rows);
    }

    [TestMethod]
    public void What_goes_wrong_on_the_other_thread_is_thrown_where_the_batch_is_asked_for()
    {
        using var batches = new BatchesAhead(Planned, static rows => rows[0] == 2 ? throw new InvalidDataException("bad") : Batch(rows));
        Assert.IsNotNull(batches.Take([0, 1]));
        Assert.AreEqual("bad", Assert.Throws<InvalidDataException>(() => batches.Take([2])).Message);
    }

    [TestMethod]
    public void Dispose_ends_the_thread_while_batches_wait()
    {
        Thread? thread = null;
        var batches = new BatchesAhead(Planned, rows =>
        {
            thread = Thread.CurrentThread;
            return Batch(rows);
        });
        Assert.IsNotNull(batches.Take([0, 1]));
        batches.Dispose();
        Assert.IsFalse(thread!.IsAlive);
        new BatchesAhead(Planned, Batch).Dispose();
    }

    private static PixelBatch Batch(int[] rows) => new(new float[rows.Length], rows.Length, 1, 1, 1);
}
