using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// BERT's text normalisation in the order of the reference: clean, set ideographs apart, strip accents, lower case. That of Microsoft.ML.Tokenizers does
/// less: it keeps control characters and accents unless asked, and decides by .NET's character classes.
/// </summary>
internal sealed class BertNormalizer
{
    private static readonly SearchValues<char> AsciiLettersAndDigits = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A word of more code points is unknown as a whole.</summary>
    private const int LongestWord = WordPieceRefusals.WordLimit;

    private readonly bool _lowerCase;
    private readonly bool _stripAccents;
    private readonly bool _separateIdeographs;

    public BertNormalizer(bool lowerCase, bool stripAccents, bool separateIdeographs)
    {
        _lowerCase = lowerCase;
        _stripAccents = stripAccents;
        _separateIdeographs = separateIdeographs;
    }

    /// <summary>Normalises text without regard to the length of words: each character by itself, so parts of a text may be normalised one by one.</summary>
    public string Clean(ReadOnlySpan<char> original)
    {
        if (Ascii.IsValid(original))
        {
            return NormalizeAscii(original);
        }

        StringBuilder clean = new(original.Length + 16);
        // A lone surrogate comes as U+FFFD here, which cleaning drops.
        foreach (Rune rune in original.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                if (TryNormalizeAscii((char)rune.Value, out char character))
                {
                    clean.Append(character);
                }
            }
            else if (BertCharacters.IsSpace(rune))
            {
                clean.Append(' ');
            }
            else if (!BertCharacters.IsDropped(rune))
            {
                bool apart = _separateIdeographs && BertCharacters.IsIdeograph(rune);
                clean.Append(apart ? " " : "").AppendRune(rune).Append(apart ? " " : "");
            }
        }

        return Fold(clean.ToString());
    }

    /// <summary>Says whether a word is unknown whatever letters it has.</summary>
    /// <param name="word">The word, or its beginning.</param>
    /// <param name="enough">How much of it shows that, if it is.</param>
    public static bool IsTooLong(ReadOnlySpan<char> word, out int enough)
    {
        enough = 0;
        int count = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            enough += rune.Utf16SequenceLength;
            if (++count > LongestWord)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Says how far raw text surely goes on with the word before it: no letter, digit, mark or picture becomes punctuation when it is normalised.
    /// </summary>
    public int LengthOfWord(ReadOnlySpan<char> original)
    {
        int length = original.IndexOfAnyExcept(AsciiLettersAndDigits);
        if (length < 0)
        {
            return original.Length;
        }

        foreach (Rune rune in original[length..].EnumerateRunes())
        {
            if (!GoesOn(rune))
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }

    private bool GoesOn(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.OtherSymbol
            => !(_separateIdeographs && BertCharacters.IsIdeograph(rune)) && !BertCharacters.IsPunctuation(rune),
        _ => BertCharacters.IsDropped(rune),
    };

    /// <summary>Most text is ASCII, and millions of rows are scored: nothing but the result is allocated.</summary>
    private string NormalizeAscii(ReadOnlySpan<char> original)
    {
        char[] clean = ArrayPool<char>.Shared.Rent(original.Length);
        int length = 0;
        foreach (char character in original)
        {
            if (TryNormalizeAscii(character, out clean[length]))
            {
                length++;
            }
        }

        string result = new(clean, 0, length);
        ArrayPool<char>.Shared.Return(clean);
        return result;
    }

    private bool TryNormalizeAscii(char character, out char result)
    {
        if (character >= ' ' && character != '\x7F')
        {
            result = _lowerCase ? char.ToLowerInvariant(character) : character;
            return true;
        }

        result = ' ';
        return character is '\t' or '\n' or '\r';
    }

    private string Fold(string text)
    {
        string decomposed = _stripAccents ? Decompose(text) : text;
        StringBuilder folded = new(decomposed.Length);
        foreach (Rune rune in decomposed.EnumerateRunes())
        {
            if (_stripAccents && BertCharacters.IsAccent(rune))
            {
                continue;
            }

            if (_lowerCase)
            {
                LowerCase.Append(folded, rune);
            }
            else
            {
                folded.AppendRune(rune);
            }
        }

        return folded.ToString();
    }

    private static string Decompose(string text)
    {
        StringBuilder decomposed = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            CanonicalDecomposition.Append(decomposed, rune);
        }

        return decomposed.ToString();
    }
}
