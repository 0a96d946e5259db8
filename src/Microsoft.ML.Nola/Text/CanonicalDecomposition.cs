using System.Collections.Frozen;
using System.Text;

namespace Microsoft.ML.Nola.Text;

/// <summary>
/// Takes characters apart into letters and accents, by this library's own table. <see cref="string.Normalize()"/> would depend on the system: its ICU may be of
/// any age, it throws at U+FFFE, and in globalization-invariant mode, which small container images set, it silently does nothing. A model needs the ids
/// that it was trained on everywhere.
/// </summary>
internal static class CanonicalDecomposition
{
    private const int HangulFirst = 0xAC00;
    private const int HangulLast = 0xD7A3;
    private const int VowelsTimesFinals = 21 * 28;
    private const int Finals = 28;

    private static readonly FrozenDictionary<int, string> Table = CharacterTable.Load("Decompositions.txt");

    /// <summary>Appends what a character consists of; most consist of themselves. Accents are not put in canonical order: the caller drops them.</summary>
    public static void Append(StringBuilder text, Rune rune)
    {
        if (rune.Value is >= HangulFirst and <= HangulLast)
        {
            // A syllable is computed: leading consonant, vowel, and the final consonant if there is one.
            int index = rune.Value - HangulFirst;
            text.Append((char)(0x1100 + (index / VowelsTimesFinals))).Append((char)(0x1161 + (index % VowelsTimesFinals / Finals)));
            if (index % Finals is int final and not 0)
            {
                text.Append((char)(0x11A7 + final));
            }
        }
        else if (Table.TryGetValue(rune.Value, out string? parts))
        {
            text.Append(parts);
        }
        else
        {
            text.AppendRune(rune);
        }
    }
}
