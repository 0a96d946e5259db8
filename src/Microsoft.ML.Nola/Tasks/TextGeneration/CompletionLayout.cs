using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>
/// A prompt, its completion and the token that ends a text, in one sequence. The tokens are read that predict a token of the completion, or the end. Prompt and
/// completion are tokenised apart, so that the model learns with the very ids that it gets and gives when it generates. What is too long loses its end, as in
/// TRL: each token that stays is predicted from all that stands before it. A row of which no token of a completion stays is left out.
/// </summary>
internal sealed class CompletionLayout : TextLayout
{
    public static CompletionLayout Instance { get; } = new();

    public override TokensReadout Readout { get; } = new LogitsReadout();

    public override bool JoinsTexts => false;

    public override int DefaultMaxLength => 512;

    /// <inheritdoc/>
    /// <param name="rows">Where they go.</param>
    /// <param name="first">The prompt.</param>
    /// <param name="second">The completion.</param>
    public override void Add(TokenRows rows, string first, string? second)
    {
        List<int> ids = [.. rows.Tokenizer.Frame.Begin];
        rows.Tokenizer.EncodeText(first, rows.MaxLength, ids);
        int prompt = ids.Count;
        rows.Tokenizer.EncodeText(second, rows.MaxLength + 1L, ids);
        if (rows.EndId is { } end && ids.Count > prompt)
        {
            ids.Add(end);
        }

        bool isCut = ids.Count > rows.MaxLength;
        CollectionsMarshal.SetCount(ids, Math.Min(ids.Count, rows.MaxLength));

        // Nothing stands before the first token if the prompt is empty and texts begin with no token of their own.
        int read = Math.Max(prompt, 1);
        if (read < ids.Count)
        {
            int[] none = new int[ids.Count];
            rows.AddSequence(
                CollectionsMarshal.AsSpan(ids), none, Enumerable.Range(read - 1, ids.Count - read).Select(static at => new ReadToken(at, default)), isCut);
        }
    }
}
