namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Removes the end tokens until there are so many new tokens.</summary>
/// <param name="minimum">So many.</param>
/// <param name="endIds">The end tokens.</param>
internal sealed class MinNewTokensProcessor(int minimum, IReadOnlyList<int> endIds) : ILogitsProcessor
{
    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        if (sequence.NewLength >= minimum)
        {
            return;
        }

        foreach (int id in endIds)
        {
            scores[id] = float.NegativeInfinity;
        }
    }
}
