using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Generation;
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
        List<int> ids = CompletionEncoding.EncodePrompt(rows.Tokenizer, rows.Tokens?.BeginId, first, rows.MaxLength);
        int prompt = ids.Count;
        if (prompt >= rows.MaxLength || string.IsNullOrEmpty(second))
        {
            return;
        }

        CompletionEncoding.AppendCompletion(rows.Tokenizer, first, second, rows.MaxLength + 1L, ids);
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
}
