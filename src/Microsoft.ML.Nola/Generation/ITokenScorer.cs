using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Generation;

/// <summary>Scores the next token of each row of a batch, and remembers what the rows have read. Called by jobs of the gate only.</summary>
internal interface ITokenScorer : IDisposable
{
    /// <summary>How many tokens have a score.</summary>
    int VocabularySize { get; }

    /// <summary>Whether a pass over so many tokens is so small that one torch thread does it.</summary>
    bool IsSmall(int tokens);

    /// <summary>Reads tokens onto every row.</summary>
    /// <param name="tokens">The tokens of each row.</param>
    /// <param name="use">Gets the scores after the last token; null if nobody needs them.</param>
    void Read(TokenBatch tokens, ScoreUse? use);

    /// <summary>Keeps the named rows, in the order named; a row may be named more than once.</summary>
    void Select(ReadOnlySpan<int> rows);
}
