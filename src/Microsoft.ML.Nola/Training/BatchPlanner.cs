namespace Microsoft.ML.Nola.Training;

/// <summary>Which rows make which batch. Rows of similar length go together, which saves padding, without giving up the random order.</summary>
internal static class BatchPlanner
{
    // Large enough that batches have nearly one length, small enough that a batch is still a random draw.
    private const int WindowInBatches = 32;

    /// <summary>Tokens of padding that cost what a forward costs beside its tokens. Measured with MiniLM on two cores: the same speed from 24 to 96.</summary>
    public const int PaddingWorthAForward = 48;

    /// <summary>The same on a GPU, where starting a kernel takes longer than computing it. An estimate: a hundred kernels of 10 microseconds each.</summary>
    public const int PaddingWorthAForwardOnGpu = 1024;

    /// <summary>The batches of an epoch: a random order, sorted by length within windows, the batches of a window in random order again.</summary>
    public static IReadOnlyList<int[]> ForTraining(IBatchSource source, int batchSize, int seed, int epoch)
    {
        int[] order = TrainingRandom.Shuffle(seed, epoch, source.Count);
        var batches = new List<int[]>();
        foreach (int[] window in order.Chunk(batchSize * WindowInBatches))
        {
            batches.AddRange(ByLength(source, window).Chunk(batchSize));
        }

        int[] shuffled = TrainingRandom.Shuffle(seed, ~epoch, batches.Count);
        return [.. shuffled.Select(index => batches[index])];
    }

    /// <summary>
    /// All rows in batches of similar length, for passes in which the order does not matter. A batch has so many sequences at most, unless one row has more.
    /// </summary>
    public static IEnumerable<int[]> ForEvaluation(IBatchSource source, int batchSize)
    {
        var batch = new List<int>();
        int sequences = 0;
        foreach (int row in ByLength(source, [.. Enumerable.Range(0, source.Count)]))
        {
            if (batch.Count > 0 && sequences + source.SequencesOf(row) > batchSize)
            {
                yield return [.. batch];
                batch.Clear();
                sequences = 0;
            }

            batch.Add(row);
            sequences += source.SequencesOf(row);
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }

    /// <summary>
    /// All rows, from long to short, in as few batches as keep padding below what a forward costs beside its tokens: rows that are scored together need not
    /// be alike, and one long text among short ones would make all of them long.
    /// </summary>
    public static IEnumerable<int[]> ForScoring(IBatchSource source, int paddingWorthAForward)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        int[] lengths = [.. order.Select(source.LengthOf)];
        Array.Sort(lengths, order);
        int end = order.Length;
        int padding = 0;
        for (int row = order.Length - 1; row >= 0; row--)
        {
            padding += lengths[end - 1] - lengths[row];
            if (padding > paddingWorthAForward)
            {
                yield return order[(row + 1)..end];
                end = row + 1;
                padding = 0;
            }
        }

        if (end > 0)
        {
            yield return order[..end];
        }
    }

    private static IEnumerable<int> ByLength(IBatchSource source, int[] rows) => rows.OrderBy(source.LengthOf);
}
