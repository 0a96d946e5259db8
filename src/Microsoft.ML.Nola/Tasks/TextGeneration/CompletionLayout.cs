using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>
/// A prompt, its completion and the token that ends a text, in one sequence. The tokens are read that predict a token of the completion, or the end. What is too
/// long loses its end, as in TRL: each token that stays is predicted from all that stands before it. A row of which no token of a completion stays is left out.
/// </summary>
/// <param name="endId">The token that ends a completion; null for the first of those that the backbone's files name.</param>
internal sealed class CompletionLayout(int? endId = null) : TextLayout
{
    public override TokensReadout Readout { get; } = new LogitsReadout();

    public override bool JoinsTexts => false;

    public override int DefaultMaxLength => 512;

    /// <inheritdoc/>
    /// <param name="rows">Where they go.</param>
    /// <param name="first">The prompt.</param>
    /// <param name="second">The completion.</param>
    public override void Add(TokenRows rows, string first, string? second)
    {
        List<int> ids = EncodePrompt(rows, first);
        int prompt = ids.Count;
        if (prompt >= rows.MaxLength || string.IsNullOrEmpty(second))
        {
            return;
        }

        AppendCompletion(rows, first, second, ids);
        if (endId is { } end)
        {
            ids.Add(end);
        }
        else if (rows.Tokens?.EndIds is [int usual, ..])
        {
            ids.Add(usual);
        }

        bool isCut = ids.Count > rows.MaxLength;
        CollectionsMarshal.SetCount(ids, Math.Min(ids.Count, rows.MaxLength));

        // If nothing stands before it, the first token of a completion cannot be predicted.
        int read = Math.Max(prompt, 1);
        if (read < ids.Count)
        {
            IEnumerable<ReadToken> tokens = Enumerable.Range(read - 1, ids.Count - read).Select(static at => new ReadToken(at, default));
            rows.AddSequence(CollectionsMarshal.AsSpan(ids), new int[ids.Count], tokens, isCut);
        }
    }

    /// <summary>The ids that generation begins with.</summary>
    private static List<int> EncodePrompt(TokenRows rows, string prompt)
    {
        List<int> ids = [.. rows.Tokenizer.Frame.Begin];
        rows.Tokenizer.EncodeText(prompt, rows.MaxLength, ids);
        if (ids.Count == 0 && rows.Tokens?.BeginId is { } begin)
        {
            ids.Add(begin);
        }

        return ids;
    }

    /// <summary>
    /// Adds the ids of a completion behind those of its prompt. They are what both texts together have behind the prompt's, so that a completion that begins with a
    /// space has none too many with SentencePiece, which puts one before each text. If a token would lie across both, the completion is tokenised alone.
    /// </summary>
    private static void AppendCompletion(TokenRows rows, string prompt, string completion, List<int> ids)
    {
        List<int> together = [.. rows.Tokenizer.Frame.Begin];
        rows.Tokenizer.EncodeText(prompt + completion, rows.MaxLength + 1L, together);
        if (prompt.Length > 0 && together.Count > ids.Count && CollectionsMarshal.AsSpan(together).StartsWith(CollectionsMarshal.AsSpan(ids)))
        {
            ids.AddRange(CollectionsMarshal.AsSpan(together)[ids.Count..]);
        }
        else
        {
            rows.Tokenizer.EncodeText(completion, rows.MaxLength + 1L, ids);
        }
    }
}
