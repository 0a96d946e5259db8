using System.Collections.Frozen;
using System.Text;

namespace Microsoft.ML.Nola.Text;

/// <summary>
/// Makes letters lower case by this library's own table. <see cref="Rune.ToLowerInvariant(Rune)"/> asks the system, whose tables may be
/// newer or older than the reference's; .NET without ICU knows other letters than with it.
/// </summary>
internal static class LowerCase
{
    private static readonly FrozenDictionary<int, string> Table = CharacterTable.Load("LowerCases.txt");

    /// <summary>A text in lower case.</summary>
    public static string Of(string text)
    {
        var lower = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            Append(lower, rune);
        }

        return lower.ToString();
    }

    /// <summary>Appends a character's lower case, or the character if it has none.</summary>
    public static void Append(StringBuilder text, Rune rune)
    {
        if (Table.TryGetValue(rune.Value, out string? lower))
        {
            text.Append(lower);
        }
        else
        {
            text.AppendRune(rune);
        }
    }
}
