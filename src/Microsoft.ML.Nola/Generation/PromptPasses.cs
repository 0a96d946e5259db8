using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation.Searches;

namespace Microsoft.ML.Nola.Generation;

/// <summary>Pads prompts on the left to one length and cuts them into passes.</summary>
internal static class PromptPasses
{
    /// <summary>The passes, in order; together they are all tokens of all prompts.</summary>
    /// <param name="searches">The prompts, none of them empty.</param>
    /// <param name="mostTokens">The tokens of a pass, if the first can be so small: it has a token of every row.</param>
    public static IEnumerable<TokenBatch> Cut(IReadOnlyList<SequenceSearch> searches, int mostTokens)
    {
        int rows = searches.Count;
        int longest = searches.Max(static search => search.Prompt.Length);
        int shortest = searches.Min(static search => search.Prompt.Length);
        int width = Math.Max(1, mostTokens / rows);
        for (int start = 0; start < longest;)
        {
            int end = Math.Min(longest, start + width);
            if (start == 0)
            {
                end = Math.Max(end, longest - shortest + 1);
            }

            yield return Stretch(searches, longest, start, end);
            start = end;
        }
    }

    private static TokenBatch Stretch(IReadOnlyList<SequenceSearch> searches, int longest, int start, int end)
    {
        int length = end - start;
        var ids = new int[searches.Count * length];
        var mask = new int[ids.Length];
        for (int row = 0; row < searches.Count; row++)
        {
            ReadOnlySpan<int> prompt = searches[row].Prompt;
            int padding = Math.Clamp(longest - prompt.Length - start, 0, length);
            int from = start + padding - (longest - prompt.Length);
            prompt.Slice(from, length - padding).CopyTo(ids.AsSpan((row * length) + padding));
            mask.AsSpan((row * length) + padding, length - padding).Fill(1);
        }

        return new TokenBatch(ids, mask, searches.Count, length);
    }
}
