using Microsoft.ML.Nola.Generation;

namespace Microsoft.ML.Nola.Tests.Generation;

[TestClass]
public sealed class PromptBatchesTests
{
    [TestMethod]
    public void Prompts_of_similar_length_share_a_batch_and_none_is_lost()
    {
        int[] lengths = [5, 40, 7, 6, 39, 5];
        int[][] batches = [.. PromptBatches.Plan(lengths, 10, 1, 2)];
        CollectionAssert.AreEqual(new[] { 1, 4 }, batches[0]);
        CollectionAssert.AreEqual(new[] { 2, 3 }, batches[1]);
        CollectionAssert.AreEqual(new[] { 0, 5 }, batches[2]);
        Assert.IsEmpty(PromptBatches.Plan([], 10, 1, 2));
    }

    [TestMethod]
    public void A_batch_has_no_more_rows_and_tokens_than_it_may_have()
    {
        int[] lengths = [.. Enumerable.Range(1, 200).Select(static i => 40 * i)];
        foreach (int beams in new[] { 1, 4, 10 })
        {
            int[][] batches = [.. PromptBatches.Plan(lengths, 100, beams, 32)];
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).ToArray(), batches.SelectMany(static batch => batch).ToArray());
            foreach (int[] batch in batches.Where(static batch => batch.Length > 1))
            {
                Assert.IsLessThanOrEqualTo(32, batch.Length * beams);
                Assert.IsLessThanOrEqualTo(PromptBatches.MostTokens, batch.Length * beams * (batch.Max(prompt => lengths[prompt]) + 100));
            }
        }
    }

    [TestMethod]
    public void A_prompt_that_needs_more_is_a_batch_by_itself() =>
        Assert.HasCount(3, PromptBatches.Plan([1000, 1000, 1000], int.MaxValue, 64, 32));
}
