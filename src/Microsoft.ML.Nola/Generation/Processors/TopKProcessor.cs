namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Removes all tokens but the most probable ones. All stay that are as probable as the last of these.</summary>
/// <param name="count">How many stay, at least 1.</param>
internal sealed class TopKProcessor(int count) : ILogitsProcessor
{
    private readonly BestScores _best = new();

    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        if (count >= scores.Length)
        {
            return;
        }

        _best.Begin(count);
        _best.Add(scores, 0);
        if (_best.Count == count)
        {
            Removal.Below(_best.Least, scores);
        }
    }
}
