using System.Buffers;
using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text;

/// <summary>Finds added tokens in a text: the leftmost first, and of those that begin at one place the longest.</summary>
internal sealed class AddedTokens
{
    private readonly (string Pattern, AddedToken Token)[] _longestFirst;
    private readonly SearchValues<string> _search;

    /// <param name="tokens">The tokens, each with the text that stands for it.</param>
    public AddedTokens(IEnumerable<(string Pattern, AddedToken Token)> tokens)
    {
        _longestFirst = [.. tokens.OrderByDescending(static token => token.Pattern.Length)];
        _search = SearchValues.Create([.. _longestFirst.Select(static token => token.Pattern)], StringComparison.Ordinal);
    }

    /// <summary>Normalises tokens that are looked for in normalised text.</summary>
    /// <param name="tokens">All added tokens.</param>
    /// <param name="normalize">The normalizer.</param>
    /// <param name="origin">The file, for messages.</param>
    /// <exception cref="NolaCompatibilityException">One is not itself once it is normalised.</exception>
    public static IReadOnlyList<(string Pattern, AddedToken Token)> Normalize(
        IEnumerable<AddedToken> tokens, Func<string, string> normalize, string origin)
    {
        var known = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (AddedToken token in tokens.Where(static token => token.Normalized))
        {
            string pattern = normalize(token.Content);
            if (pattern.Length == 0 || !known.TryAdd(pattern, token))
            {
                string what = pattern.Length == 0 ? "nothing is left" : $"it is like '{known[pattern].Content}'";
                throw new NolaCompatibilityException(
                    $"The tokenizer of '{origin}' cannot be used: of its added token '{token.Content}' (normalized: true), {what} once it is normalised, "
                    + "and it is not clear what is meant.");
            }
        }

        return [.. known.Select(static pair => (pair.Key, pair.Value))];
    }

    public bool IsEmpty => _longestFirst.Length == 0;

    /// <summary>Finds the next token.</summary>
    /// <param name="text">The whole text: a token that stands only as a word of its own depends on what is around it.</param>
    /// <param name="from">Where the search begins.</param>
    /// <param name="start">Where the token begins, or the end of the text.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The token, or <c>null</c> if there is none.</returns>
    public AddedToken? Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        end = from;
        while (true)
        {
            int found = text[end..].IndexOfAny(_search);
            if (found < 0)
            {
                start = end = text.Length;
                return null;
            }

            start = end + found;
            (string pattern, AddedToken token) = LongestAt(text[start..]);
            end = start + pattern.Length;
            if (!token.SingleWord || IsAlone(text[..start], text[end..]))
            {
                return token;
            }
        }
    }

    private (string Pattern, AddedToken Token) LongestAt(ReadOnlySpan<char> text)
    {
        foreach ((string Pattern, AddedToken Token) candidate in _longestFirst)
        {
            if (text.StartsWith(candidate.Pattern, StringComparison.Ordinal))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("No token stands where one was found.");
    }

    private static bool IsAlone(ReadOnlySpan<char> before, ReadOnlySpan<char> after)
    {
        Rune.DecodeLastFromUtf16(before, out Rune left, out _);
        Rune.DecodeFromUtf16(after, out Rune right, out _);
        return (before.IsEmpty || !IsOfWord(left)) && (after.IsEmpty || !IsOfWord(right));
    }

    /// <summary>Says whether \w stands for the character in the regular expressions of the reference.</summary>
    public static bool IsOfWord(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.ConnectorPunctuation => true,
        // Joiners, and letters in circles and squares.
        _ => rune.Value is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169)
            or (>= 0x1F170 and <= 0x1F189),
    };
}
