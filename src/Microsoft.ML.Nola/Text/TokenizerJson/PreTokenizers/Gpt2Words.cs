using System.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>
/// The words of GPT-2: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, without a regular expression: each character is
/// looked at twice at most.
/// </summary>
internal static class Gpt2Words
{
    private static readonly string[] Endings = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    /// <summary>Says how long the word is with which a text begins.</summary>
    /// <param name="text">The text; not empty.</param>
    public static int LengthOfNext(ReadOnlySpan<char> text)
    {
        if (text[0] == '\'')
        {
            foreach (string ending in Endings)
            {
                if (text.StartsWith(ending, StringComparison.Ordinal))
                {
                    return ending.Length;
                }
            }
        }

        int space = text[0] == ' ' ? 1 : 0;
        Kind kind = text.Length > space ? KindAt(text[space..], out _) : Kind.Space;
        if (kind != Kind.Space)
        {
            return space + LengthOfRun(text[space..], kind);
        }

        // White space before a word leaves its last character to the word.
        int length = LengthOfRun(text, Kind.Space);
        if (length == text.Length)
        {
            return length;
        }

        Rune.DecodeLastFromUtf16(text[..length], out _, out int last);
        return length > last ? length - last : length;
    }

    /// <summary>Says whether a word always ends between two characters, neither of which is white space.</summary>
    public static bool AreApart(Rune before, Rune after) =>
        KindOf(before) is Kind first && KindOf(after) is Kind second && first != second && first != Kind.Space && second != Kind.Space;

    private static int LengthOfRun(ReadOnlySpan<char> text, Kind kind)
    {
        int length = 0;
        while (length < text.Length && KindAt(text[length..], out int units) == kind)
        {
            length += units;
        }

        return length;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int units)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out units);
        return KindOf(rune);
    }

    private static Kind KindOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            char character = (char)rune.Value;
            return char.IsAsciiLetter(character) ? Kind.Letter
                : char.IsAsciiDigit(character) ? Kind.Number
                : CharacterKinds.IsSpace(rune) ? Kind.Space
                : Kind.Other;
        }

        return CharacterKinds.IsLetter(rune) ? Kind.Letter
            : CharacterKinds.IsNumber(rune) ? Kind.Number
            : CharacterKinds.IsSpace(rune) ? Kind.Space
            : Kind.Other;
    }
}
