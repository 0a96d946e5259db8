using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>
/// Translates a regular expression of Oniguruma, in Ruby's language, to .NET's. What the two write alike but mean otherwise is translated or refused.
/// </summary>
internal static class OnigurumaPattern
{
    /// <summary>What \w is: letters, marks, numbers that are digits or letters, connectors; and by chance the numbers of Latin-1 and letters in circles.</summary>
    private const string Word = @"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}\u00B2\u00B3\u00B9\u00BC-\u00BE\u24B6-\u24E9";

    /// <summary>Escapes that mean the same in both, but for those of letters that take more.</summary>
    private const string SameEscapes = "sSdDnrtfvaeAzZ";

    /// <summary>The longest count, as in {1,999}: more would take memory.</summary>
    private const int LongestCount = 9;

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="unknown">What cannot be translated.</param>
    /// <returns>The translation, or <c>null</c> if there is none.</returns>
    public static string? Translate(string pattern, out string? unknown)
    {
        StringBuilder result = new(pattern.Length + 16);
        Stack<(int Start, bool IgnoresCase)> groups = new();
        bool ignoresCase = false;
        int atom = -1;
        unknown = null;
        for (int i = 0; i < pattern.Length && unknown is null;)
        {
            int start = result.Length;
            switch (pattern[i])
            {
                case '\\':
                    i += Escape(pattern, i, result, isInClass: false, ref unknown);
                    atom = start;
                    break;
                case '[':
                    i += Class(pattern, i, result, ref unknown);
                    atom = start;
                    break;
                case '(':
                    int length = Open(pattern, i, result, ref unknown);
                    if (pattern[i + length - 1] != ')')
                    {
                        groups.Push((start, ignoresCase));
                    }

                    ignoresCase |= pattern.AsSpan(i, length).StartsWith("(?i", StringComparison.Ordinal);
                    i += length;
                    atom = -1;
                    break;
                case ')':
                    (atom, ignoresCase) = groups.Count > 0 ? groups.Pop() : (-1, ignoresCase);
                    result.Append(pattern[i++]);
                    break;
                case 's' or 'S' when ignoresCase:
                    // To Oniguruma, the long s is an s too.
                    result.Append(@"[sS\u017F]");
                    atom = start;
                    i++;
                    break;
                case '*' or '+' or '?' or '{' when atom >= 0:
                    i += Quantifier(pattern, i, result, atom, ref unknown);
                    break;
                case '|' or '^' or '$':
                    result.Append(pattern[i++]);
                    atom = -1;
                    break;
                default:
                    unknown = char.IsSurrogate(pattern[i]) ? "a character beyond U+FFFF" : null;
                    result.Append(pattern[i++]);
                    atom = start;
                    break;
            }
        }

        return unknown is null ? result.ToString() : null;
    }

    private static int Quantifier(string pattern, int at, StringBuilder result, int atom, ref string? unknown)
    {
        int length = 1;
        if (pattern[at] == '{')
        {
            length = pattern.IndexOf('}', at) - at + 1;
            if (length <= 2 || length > LongestCount || !IsCount(pattern.AsSpan(at + 1, length - 2)))
            {
                unknown = "a brace that is no count, or one of over 999";
                return 1;
            }
        }

        result.Append(pattern, at, length);
        char next = at + length < pattern.Length ? pattern[at + length] : '\0';
        if (next == '?')
        {
            result.Append(next);
            length++;
        }
        else if (next == '+' && pattern[at] != '{')
        {
            // Possessive: what was matched is never given back.
            result.Insert(atom, "(?>").Append(')');
            length++;
        }

        if (at + length < pattern.Length && pattern[at + length] is '*' or '+' or '?' or '{')
        {
            unknown = "a quantifier of a quantifier";
        }

        return length;
    }

    private static int Open(string pattern, int at, StringBuilder result, ref string? unknown)
    {
        ReadOnlySpan<char> rest = pattern.AsSpan(at);
        if (!rest.StartsWith("(?", StringComparison.Ordinal))
        {
            // Groups are not numbered: nothing refers to them.
            result.Append("(?:");
            return 1;
        }

        foreach (string known in (string[])["(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "(?i)"])
        {
            if (rest.StartsWith(known, StringComparison.Ordinal))
            {
                result.Append(known);
                return known.Length;
            }
        }

        unknown = $"'{rest[..Math.Min(4, rest.Length)]}'";
        return 1;
    }

    private static int Escape(string pattern, int at, StringBuilder result, bool isInClass, ref string? unknown)
    {
        if (at + 1 == pattern.Length)
        {
            result.Append('\\');
            return 1;
        }

        char letter = pattern[at + 1];
        ReadOnlySpan<char> rest = pattern.AsSpan(at + 2);
        if (letter is 'p' or 'P' && rest.IndexOf('}') is int end and > 1 && rest[0] == '{' && IsCategory(rest[1..end]))
        {
            result.Append(pattern, at, end + 3);
            return end + 3;
        }

        if (letter == 'u' && rest.Length >= 4 && IsHexadecimal(rest[..4]))
        {
            result.Append(pattern, at, 6);
            return 6;
        }

        if (letter == 'x')
        {
            return Hexadecimal(rest, result, ref unknown);
        }

        if (letter == 'w')
        {
            result.Append(isInClass ? Word : $"[{Word}]");
        }
        else if (letter == 'W' && !isInClass)
        {
            result.Append($"[^{Word}]");
        }
        else if (char.IsAsciiLetterOrDigit(letter) && !SameEscapes.Contains(letter, StringComparison.Ordinal))
        {
            unknown = $"'\\{letter}'";
        }
        else
        {
            result.Append('\\').Append(letter);
        }

        return 2;
    }

    private static int Hexadecimal(ReadOnlySpan<char> rest, StringBuilder result, ref string? unknown)
    {
        bool isBraced = rest.Length > 0 && rest[0] == '{';
        int length = isBraced ? rest.IndexOf('}') - 1 : 0;
        while (!isBraced && length < Math.Min(2, rest.Length) && char.IsAsciiHexDigit(rest[length]))
        {
            length++;
        }

        ReadOnlySpan<char> digits = length > 0 ? rest.Slice(isBraced ? 1 : 0, length) : default;
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) || value is < 0 or > 0xFFFF)
        {
            unknown = "a number of a character that is none, or beyond U+FFFF";
            return 2;
        }

        result.Append(CultureInfo.InvariantCulture, $"\\u{value:X4}");
        return 2 + length + (isBraced ? 2 : 0);
    }

    /// <summary>A class of characters. One within another adds to it, and stands without its brackets in .NET, to which they mean something else.</summary>
    private static int Class(string pattern, int at, StringBuilder result, ref string? unknown)
    {
        int i = at + 1;
        int depth = 1;
        result.Append('[');
        if (i < pattern.Length && pattern[i] == '^')
        {
            result.Append(pattern[i++]);
        }

        for (bool first = true; i < pattern.Length && depth > 0 && unknown is null; first = false)
        {
            ReadOnlySpan<char> rest = pattern.AsSpan(i);
            if (rest[0] == '\\')
            {
                i += Escape(pattern, i, result, isInClass: true, ref unknown);
                continue;
            }

            if (rest[0] == '[')
            {
                unknown = rest.StartsWith("[^", StringComparison.Ordinal) || rest.StartsWith("[:", StringComparison.Ordinal) ? $"'{rest[..2]}' in a class" : null;
                depth++;
            }
            else if (rest[0] == ']' && !first)
            {
                depth--;
            }
            else
            {
                unknown = rest.StartsWith("&&", StringComparison.Ordinal) ? "'&&' in a class"
                    : char.IsSurrogate(rest[0]) ? "a character beyond U+FFFF" : null;
                result.Append(rest[0] == ']' ? @"\]" : rest[..1]);
            }

            i++;
        }

        // One that does not end is left for .NET to refuse.
        result.Append(depth == 0 ? "]" : "");
        return i - at;
    }

    private static bool IsCategory(ReadOnlySpan<char> name) => name is "L" or "Lu" or "Ll" or "Lt" or "Lm" or "Lo" or "M" or "Mn" or "Mc" or "Me"
        or "N" or "Nd" or "Nl" or "No" or "P" or "Pc" or "Pd" or "Ps" or "Pe" or "Pi" or "Pf" or "Po" or "S" or "Sm" or "Sc" or "Sk" or "So"
        or "Z" or "Zs" or "Zl" or "Zp" or "C" or "Cc" or "Cf" or "Co" or "Cn";

    private static bool IsCount(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            if (!char.IsAsciiDigit(character) && character != ',')
            {
                return false;
            }
        }

        return text[0] != ',';
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        foreach (char digit in text)
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return false;
            }
        }

        return true;
    }
}
