using System.Text;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Texts as Python has them: characters are code points, and its own white space is stripped.</summary>
internal static class JinjaText
{
    /// <summary>Says what Python's isspace says.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    /// <summary>Says whether there is nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!IsSpace(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes characters from the begin: those given, or white space.</summary>
    public static string StripStart(string text, string? characters)
    {
        int start = 0;
        while (start < text.Length && IsStripped(text[start], characters))
        {
            start++;
        }

        return text[start..];
    }

    /// <summary>Takes characters from the end: those given, or white space.</summary>
    public static string StripEnd(string text, string? characters)
    {
        int end = text.Length;
        while (end > 0 && IsStripped(text[end - 1], characters))
        {
            end--;
        }

        return text[..end];
    }

    /// <summary>Takes characters from both ends: those given, or white space.</summary>
    public static string Strip(string text, string? characters) => StripStart(StripEnd(text, characters), characters);

    /// <summary>Counts the characters.</summary>
    public static int Length(string text) => Characters(text).Count;

    /// <summary>Gets the characters, each as a text.</summary>
    public static IReadOnlyList<object?> Characters(string text)
    {
        var characters = new List<object?>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            characters.Add(text.Substring(i, isPair ? 2 : 1));
            i += isPair ? 1 : 0;
        }

        return characters;
    }

    /// <summary>Makes letters lower case by this library's own table.</summary>
    /// <exception cref="JinjaFaultException">The text has a letter whose lower case depends on where it stands.</exception>
    public static string ToLower(string text)
    {
        if (text.Contains('\u03a3', StringComparison.Ordinal))
        {
            throw new JinjaFaultException("the lower case of the letter U+03A3 depends on where it stands, which this version does not do");
        }

        var lower = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            LowerCase.Append(lower, rune);
        }

        return lower.ToString();
    }

    /// <summary>Makes ASCII letters upper case.</summary>
    /// <exception cref="JinjaFaultException">There is a letter beyond ASCII.</exception>
    public static string ToUpper(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!rune.IsAscii && Rune.IsLetter(rune))
            {
                throw new JinjaFaultException($"upper case of letters beyond ASCII, such as U+{rune.Value:X4}, is nothing that this version does");
            }
        }

        return string.Create(text.Length, text, static (upper, text) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                upper[i] = char.IsAsciiLetterLower(text[i]) ? (char)(text[i] - 32) : text[i];
            }
        });
    }

    /// <summary>Makes the first character upper case, and the first of each word; the others lower case.</summary>
    /// <param name="text">The text.</param>
    /// <param name="beginsWord">Says behind which characters a word begins.</param>
    public static string Capitalize(string text, Func<char, bool> beginsWord)
    {
        var result = new StringBuilder(text.Length);
        bool isFirst = true;
        foreach (char c in ToLower(text))
        {
            result.Append(isFirst ? ToUpper(c.ToString()) : c.ToString());
            isFirst = beginsWord(c);
        }

        return result.ToString();
    }

    /// <summary>Orders texts by code point.</summary>
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        int at = left.AsSpan(0, length).CommonPrefixLength(right.AsSpan(0, length));
        if (at == length)
        {
            return left.Length.CompareTo(right.Length);
        }

        // Surrogates stand for code points above all others.
        bool isHigh = char.IsSurrogate(left[at]);
        return isHigh == char.IsSurrogate(right[at]) ? left[at].CompareTo(right[at]) : isHigh ? 1 : -1;
    }

    private static bool IsStripped(char c, string? characters) => characters is null ? IsSpace(c) : characters.Contains(c, StringComparison.Ordinal);
}
