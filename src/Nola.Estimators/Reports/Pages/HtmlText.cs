using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Text from outside on its way into HTML.</summary>
internal static class HtmlText
{
    // Letters of all scripts stay as they are: the file is UTF-8.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Encodes text for elements and for attributes in quotes. Control characters become visible; halves of surrogate pairs become U+FFFD.</summary>
    public static string Encode(string text) => Encoder.Encode(text.Any(IsControl)
        ? string.Concat(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Select(Show))
        : text);

    /// <summary>Cuts a long text, between characters.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        int end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\t' or '\n');

    /// <summary>Unicode has a picture of each control character of ASCII from U+2400 on.</summary>
    private static char Show(char c) => !IsControl(c) ? c : c < ' ' ? (char)(0x2400 + c) : c == '\u007f' ? '\u2421' : '\ufffd';
}
