namespace Microsoft.ML.Nola.Generation;

/// <summary>Which prompts make which batch.</summary>
internal static class PromptBatches
{
    /// <summary>
    /// The most tokens that the caches of a batch may come to hold, padding included: 16,384 tokens of a model of 30 layers with 3 key-value heads of 64
    /// numbers are 755 MB.
    /// </summary>
    public const int MostTokens = 1 << 14;

    /// <summary>
    /// All prompts, those of similar length together, since the shorter ones of a batch are padded. A batch has at least one prompt.
    /// </summary>
    /// <param name="lengths">The tokens of each prompt.</param>
    /// <param name="newTokens">The most new tokens of a prompt.</param>
    /// <param name="beams">The rows that a prompt needs.</param>
    /// <param name="mostRows">The most rows of a batch.</param>
    public static IEnumerable<int[]> Plan(IReadOnlyList<int> lengths, int newTokens, int beams, int mostRows)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Count).OrderByDescending(prompt => lengths[prompt])];
        for (int start = 0; start < order.Length;)
        {
            // The first one is the longest, so it decides how many tokens each row has.
            long tokens = ((long)lengths[order[start]] + newTokens) * beams;
            int count = (int)Math.Max(1, Math.Min(mostRows / beams, MostTokens / tokens));
            int end = Math.Min(order.Length, start + count);
            yield return order[start..end];
            start = end;
        }
    }
}
