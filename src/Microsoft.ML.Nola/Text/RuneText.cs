using System.Text;

namespace Microsoft.ML.Nola.Text;

/// <summary>What StringBuilder lacks for code points.</summary>
internal static class RuneText
{
    /// <summary>Appends a code point without making an object of it.</summary>
    public static StringBuilder AppendRune(this StringBuilder text, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        return text.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
