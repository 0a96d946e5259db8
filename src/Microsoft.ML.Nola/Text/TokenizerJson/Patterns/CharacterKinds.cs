using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>Kinds of characters as the reference's pre-tokenizers and regular expressions know them.</summary>
internal static class CharacterKinds
{
    /// <summary>Says whether the character is white space (Unicode's White_Space).</summary>
    public static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune);

    /// <summary>Says whether \p{L} matches the character.</summary>
    public static bool IsLetter(Rune rune) => CategoryOf(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    /// <summary>Says whether \p{N} matches the character.</summary>
    public static bool IsNumber(Rune rune) =>
        CategoryOf(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Gets the category of a character.</summary>
    public static UnicodeCategory CategoryOf(Rune rune) => Rune.GetUnicodeCategory(rune);

    /// <summary>Says whether the character is a combining mark.</summary>
    public static bool IsMark(Rune rune) =>
        CategoryOf(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
