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

    /// <summary>Makes a piece of another text that stands for this one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="sources">For each character of it, which character of this piece it stands for.</param>
    public TextPiece Replace(string text, Func<int, int> sources)
    {
        if (Words is null)
        {
            return new(text, 0, text.Length, Begins, null);
        }

        int[] words = new int[text.Length];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Words[Start + sources(i)];
        }

        return new(text, 0, text.Length, Begins, words);
    }
}
