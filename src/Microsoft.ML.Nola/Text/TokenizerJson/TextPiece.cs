namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>A stretch of normalised text.</summary>
/// <param name="Text">The text that it is a part of.</param>
/// <param name="Start">Where in it the piece begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Begins">Whether the raw text begins with it: some pre-tokenizers put a space there.</param>
/// <param name="Words">For each character of <paramref name="Text"/> the index of its word in the raw text; <c>null</c> if nobody asks.</param>
internal readonly record struct TextPiece(string Text, int Start, int Length, bool Begins, int[]? Words)
{
    /// <summary>Gets the characters.</summary>
    public ReadOnlySpan<char> Span => Text.AsSpan(Start, Length);

    /// <summary>Gets a part.</summary>
    /// <param name="start">Where it begins, counted from the beginning of this piece.</param>
    /// <param name="length">How long it is.</param>
    public TextPiece Slice(int start, int length) => new(Text, Start + start, length, Begins && start == 0, Words);
}
