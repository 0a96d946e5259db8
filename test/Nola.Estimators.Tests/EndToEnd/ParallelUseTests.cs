using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>One model read from several places at once gives the bits of one reader.</summary>
[TestClass]
public sealed class ParallelUseTests
{
    private const int Rows = 120;

    [TestMethod]
    public async Task Two_threads_read_one_model()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        int[] alone = TinyFixture.ScoreBits(model.Transform(fixture.Data(Rows)));
        IDataView shared = model.Transform(fixture.Data(Rows));
        using var start = new Barrier(4);
        Task<int[]>[] readers = [.. Enumerable.Range(0, 4).Select(reader => Task.Factory.StartNew(
            () =>
            {
                // Half of them read one view, half views of their own.
                start.SignalAndWait();
                return TinyFixture.ScoreBits(reader < 2 ? shared : model.Transform(fixture.Data(Rows)));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        foreach (int[] bits in await Task.WhenAll(readers).ConfigureAwait(false))
        {
            CollectionAssert.AreEqual(alone, bits);
        }
    }

    [TestMethod]
    public void Two_cursors_of_one_view_take_turns_in_one_thread()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(24));
        IDataView scored = model.Transform(fixture.Data(Rows));
        int[] alone = TinyFixture.ScoreBits(scored);
        using DataViewRowCursor one = scored.GetRowCursor([scored.Schema["Score"]]);
        using DataViewRowCursor other = scored.GetRowCursor([scored.Schema["Score"]]);
        var bits = (One: new List<int>(), Other: new List<int>());

        // The other is five rows behind, so the two stand in different batches most of the time.
        for (int row = 0; row < Rows + 5; row++)
        {
            Read(one, bits.One);
            if (row >= 5)
            {
                Read(other, bits.Other);
            }
        }

        CollectionAssert.AreEqual(alone, bits.One);
        CollectionAssert.AreEqual(alone, bits.Other);
    }

    [TestMethod]
    public async Task Two_fits_at_once_learn_what_each_learns_alone()
    {
        using var fixture = new TinyFixture();
        int[] Fit(int seed)
        {
            NolaTextClassificationOptions options = fixture.Options();
            options.Training.Seed = seed;
            using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(48));
            return TinyFixture.ScoreBits(model.Transform(fixture.Data(9)));
        }

        int[][] alone = [Fit(1), Fit(2)];
        CollectionAssert.AreNotEqual(alone[0], alone[1]);
        int[][] together = await Task.WhenAll(Task.Run(() => Fit(1)), Task.Run(() => Fit(2))).ConfigureAwait(false);
        CollectionAssert.AreEqual(alone[0], together[0]);
        CollectionAssert.AreEqual(alone[1], together[1]);
    }

    private static void Read(DataViewRowCursor cursor, List<int> bits)
    {
        VBuffer<float> value = default;
        if (cursor.MoveNext())
        {
            cursor.GetGetter<VBuffer<float>>(cursor.Schema["Score"])(ref value);
            bits.AddRange(value.DenseValues().Select(BitConverter.SingleToInt32Bits));
        }
    }
}
