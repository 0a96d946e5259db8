using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Halves of surrogate pairs, which are no characters: they become U+FFFD, as when a text is written as UTF-8.</summary>
internal static class LoneSurrogates
{
    public static string Replace(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return text.ToString();
        }

        StringBuilder replaced = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            replaced.AppendRune(rune);
        }

        return replaced.ToString();
    }
}
