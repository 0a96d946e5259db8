using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Generation;

/// <summary>The ids of a prompt and of what follows it, as fitting, generation and the scoring of continuations all take them.</summary>
internal static class CompletionEncoding
{
    /// <summary>The ids that generation begins with: those of the prompt behind the begin token, or a begin token alone.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="beginId">The token that an empty prompt is; null if there is none.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="wanted">About how many ids are wanted; there may be some more.</param>
    /// <returns>The ids; none if the prompt is empty and there is no begin token.</returns>
    public static List<int> EncodePrompt(TextTokenizer tokenizer, int? beginId, string prompt, long wanted)
    {
        List<int> ids = [.. tokenizer.Frame.Begin];
        tokenizer.EncodeText(prompt, wanted, ids);
        if (ids.Count == 0 && beginId is { } begin)
        {
            ids.Add(begin);
        }

        return ids;
    }

    /// <summary>
    /// Adds the ids of a completion behind those of its prompt. They are what both texts together have behind the prompt's, so that a completion that begins with a
    /// space has none too many with SentencePiece, which puts one before each text. If a token would lie across both, the completion is tokenised alone.
    /// </summary>
    public static void AppendCompletion(TextTokenizer tokenizer, string prompt, string completion, long wanted, List<int> ids)
    {
        List<int> together = [.. tokenizer.Frame.Begin];
        tokenizer.EncodeText(prompt + completion, wanted, together);
        if (prompt.Length > 0 && together.Count > ids.Count && CollectionsMarshal.AsSpan(together).StartsWith(CollectionsMarshal.AsSpan(ids)))
        {
            ids.AddRange(CollectionsMarshal.AsSpan(together)[ids.Count..]);
        }
        else
        {
            tokenizer.EncodeText(completion, wanted, ids);
        }
    }
}
