using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Generation;

/// <summary>Pads prompts on the left to one length and cuts them into passes.</summary>
internal static class PromptPasses
{
    /// <summary>The passes, in order; together they are all tokens of all prompts.</summary>
    /// <param name="prompts">The prompts, none of them empty.</param>
    /// <param name="mostTokens">The tokens of a pass, if the first can be so small: it has a token of every row.</param>
    public static IEnumerable<TokenBatch> Cut(IReadOnlyList<int[]> prompts, int mostTokens)
    {
        int rows = prompts.Count;
        int longest = prompts.Max(static prompt => prompt.Length);
        int shortest = prompts.Min(static prompt => prompt.Length);
        int width = Math.Max(1, mostTokens / rows);
        for (int start = 0; start < longest;)
        {
            int end = Math.Min(longest, start + width);
            if (start == 0)
            {
                end = Math.Max(end, longest - shortest + 1);
            }

            yield return Stretch(prompts, longest, start, end);
            start = end;
        }
    }

    private static TokenBatch Stretch(IReadOnlyList<int[]> prompts, int longest, int start, int end)
    {
        int length = end - start;
        var ids = new int[prompts.Count * length];
        var mask = new int[ids.Length];
        for (int row = 0; row < prompts.Count; row++)
        {
            ReadOnlySpan<int> prompt = prompts[row];
            int padding = Math.Clamp(longest - prompt.Length - start, 0, length);
            int from = start + padding - (longest - prompt.Length);
            prompt.Slice(from, length - padding).CopyTo(ids.AsSpan((row * length) + padding));
            mask.AsSpan((row * length) + padding, length - padding).Fill(1);
        }

        return new TokenBatch(ids, mask, prompts.Count, length);
    }
}
