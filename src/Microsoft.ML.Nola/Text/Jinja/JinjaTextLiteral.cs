using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Reads texts in quotes, with Python's escapes.</summary>
internal static class JinjaTextLiteral
{
    /// <summary>Reads the text whose opening quote lies at a place.</summary>
    /// <exception cref="JinjaFaultException">It has no end, or an escape is faulty.</exception>
    public static (string Value, int End) Read(string source, int start)
    {
        var value = new StringBuilder();
        for (int at = start + 1; at < source.Length; at++)
        {
            char c = source[at];
            if (c == source[start])
            {
                return (value.ToString(), at + 1);
            }

            if (c != '\\' || at + 1 >= source.Length)
            {
                value.Append(c);
            }
            else
            {
                at = ReadEscape(source, at + 1, value);
            }
        }

        throw new JinjaFaultException("a text in quotes has no end");
    }

    // Gives the place of the escape's last character.
    private static int ReadEscape(string source, int at, StringBuilder value)
    {
        switch (source[at])
        {
            case '\n':
                return at;
            case 'n':
                value.Append('\n');
                return at;
            case 't':
                value.Append('\t');
                return at;
            case 'r':
                value.Append('\r');
                return at;
            case 'a':
                value.Append('\a');
                return at;
            case 'b':
                value.Append('\b');
                return at;
            case 'f':
                value.Append('\f');
                return at;
            case 'v':
                value.Append('\v');
                return at;
            case '\\' or '\'' or '"':
                value.Append(source[at]);
                return at;
            case 'x':
                return ReadHex(source, at, 2, value);
            case 'u':
                return ReadHex(source, at, 4, value);
            case 'U':
                return ReadHex(source, at, 8, value);
            case 'N' or (>= '0' and <= '7'):
                throw new JinjaFaultException($"the escape '\\{source[at]}' of a text in quotes is not one that this version knows");
            default:
                // Python keeps the stroke of what is no escape.
                value.Append('\\').Append(source[at]);
                return at;
        }
    }

    private static int ReadHex(string source, int at, int digits, StringBuilder value)
    {
        ReadOnlySpan<char> hex = source.AsSpan(at + 1, Math.Min(digits, source.Length - at - 1));
        if (hex.Length < digits || !uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            || code > 0x10FFFF)
        {
            throw new JinjaFaultException($"the escape '\\{source[at]}' of a text in quotes is not followed by the {digits} digits of a character");
        }

        if (code < 0x10000)
        {
            value.Append((char)code);
        }
        else
        {
            value.AppendRune(new Rune(code));
        }

        return at + digits;
    }
}
