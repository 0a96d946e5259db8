namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Removes every token that would make a run of tokens come a second time, the prompt included.</summary>
/// <param name="size">The length of such a run, at least 1.</param>
internal sealed class NoRepeatNGramProcessor(int size) : ILogitsProcessor
{
    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        ReadOnlySpan<int> ids = sequence.Ids;
        int known = size - 1;
        if (ids.Length < size)
        {
            return;
        }

        ReadOnlySpan<int> last = ids[(ids.Length - known)..];
        for (int start = 0; start + known < ids.Length; start++)
        {
            if (known > 0)
            {
                int found = ids[start..^1].IndexOf(last);
                if (found < 0)
                {
                    return;
                }

                start += found;
            }

            scores[ids[start + known]] = float.NegativeInfinity;
        }
    }
}
