using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Training;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class BatchPlannerTests
{
    [TestMethod]
    public void Training_takes_every_row_once_in_batches_of_similar_length()
    {
        var rows = new Lengths(1000);
        IReadOnlyList<int[]> batches = BatchPlanner.ForTraining(rows, 16, seed: 1, epoch: 1);

        Assert.HasCount(63, batches);
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), batches.SelectMany(static batch => batch).Order().ToArray());
        double padded = batches.Sum(batch => batch.Max(rows.LengthOf) * batch.Length);
        double real = Enumerable.Range(0, 1000).Sum(rows.LengthOf);
        Assert.IsLessThan(1.1, padded / real, "padding");
        Assert.AreNotEqual(batches[0].Min(), BatchPlanner.ForTraining(rows, 16, seed: 1, epoch: 2)[0].Min());
        int[] longest = [.. batches.Select(batch => batch.Max(rows.LengthOf))];
        CollectionAssert.AreNotEqual(longest.Order().ToArray(), longest, "batches come in random order");
    }

    [TestMethod]
    public void Scoring_takes_every_row_once_without_much_padding()
    {
        var rows = new Lengths(200);
        int[][] batches = [.. BatchPlanner.ForScoring(rows, 48)];
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).ToArray(), batches.SelectMany(static batch => batch).Order().ToArray());
        foreach (int[] batch in batches)
        {
            int longest = batch.Max(rows.LengthOf);
            Assert.IsLessThanOrEqualTo(48, batch.Sum(row => longest - rows.LengthOf(row)), "padding is cheaper than a forward");
        }

        Assert.IsLessThan(20, batches.Length);
        Assert.IsEmpty(BatchPlanner.ForScoring(new Lengths(0), 48));
    }

    [TestMethod]
    public void Rows_of_one_length_are_scored_in_one_batch()
        => Assert.HasCount(1, BatchPlanner.ForScoring(new Lengths(500) { Longest = 1 }, 0));

    [TestMethod]
    public void A_padded_row_has_the_features_of_the_row_alone()
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { Method = AdaptationMethod.LoRA });
        tiny.Expand(seed: 4);
        TokenBatch batch = TinyModel.Batch;
        Assert.IsTrue(batch.HasPadding);
        float[] together = tiny.Features(batch);
        var alone = new TokenBatch(batch.InputIds.Slice(5, 3), batch.AttentionMask.Slice(5, 3), rows: 1, length: 3);
        Assert.IsFalse(alone.HasPadding);

        Near.AreEqual([.. tiny.Features(alone).Select(static value => (double)value)], together.AsSpan(32, 32), 1e-5, "features");
    }

    private sealed class Lengths(int count) : IBatchSource
    {
        public int Count => count;

        public int Longest { get; init; } = 97;

        public int LengthOf(int row) => 5 + (row * 7919 % Longest);

        public ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();
    }
}
