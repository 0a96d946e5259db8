using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class ParallelPartsTests
{
    [TestMethod]
    [DataRow(0, 4)]
    [DataRow(1, 4)]
    [DataRow(9, 1)]
    [DataRow(9, 2)]
    [DataRow(9, 20)]
    public void Every_part_is_done_once_over_all_of_both_spans(int count, int threads)
    {
        float[] source = [.. Enumerable.Range(0, count).Select(static i => 10f * i)];
        var target = new float[count];
        ParallelParts.Run(count, threads, source, target, static (i, read, written) => written[i] += read[i] + (read.Length == written.Length ? 1 : 0));
        CollectionAssert.AreEqual(source.Select(static value => value + 1).ToArray(), target);
    }

    [TestMethod]
    public void No_more_threads_take_part_than_are_asked_for()
    {
        int running = 0;
        int most = 0;
        ParallelParts.Run(40, 2, [], [], (_, _, _) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            Thread.Sleep(1);
            Interlocked.Decrement(ref running);
        });
        Assert.IsLessThanOrEqualTo(2, most);

        static void InterlockedMax(ref int most, int value)
        {
            for (int seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = most)
            {
            }
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void What_a_part_throws_is_thrown_as_it_was(int threads)
    {
        NolaException fault = Assert.ThrowsExactly<NolaException>(
            () => ParallelParts.Run(5, threads, [], [], static (i, _, _) => throw new NolaException($"part {(i >= 0 ? "one" : "none")}")));
        Assert.AreEqual("part one", fault.Message);
    }
}
