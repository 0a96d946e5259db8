using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// What kind of character BERT's reference tokenizer takes a code point for. Its tables are of an older Unicode than .NET's, so a character that came or
/// changed since then is listed here; a model has learnt from the old tables, and text must split as it did in training. The lists were measured over every
/// code point against Hugging Face tokenizers 0.22.2.
/// </summary>
internal static class BertCharacters
{
    // Each range holds no format or punctuation character that the reference knows as such.
    private static readonly (int First, int Last)[] YoungFormatOrPunctuation =
    [
        (0x61D, 0x61D), (0x890, 0x8E2), (0x9FD, 0xA76), (0xC77, 0xC84), (0x1B4E, 0x1B4F), (0x1B7D, 0x1B7F), (0x2E43, 0x2E5D),
        (0x10D6E, 0x10F89), (0x110CD, 0x110CD),
        (0x113D4, 0x1145D), (0x11660, 0x116B9), (0x1183B, 0x11FFF), (0x12FF1, 0x1343F), (0x16D6D, 0x16FE2), (0x1E5FF, 0x1E95F),
    ];

    // Each range holds no nonspacing mark that the reference knows as such.
    private static readonly (int First, int Last)[] YoungMarks =
    [
        (0x7FD, 0x7FD), (0x890, 0x8E2), (0x9FD, 0x9FE), (0xAFA, 0xAFF), (0xB55, 0xB55), (0xC04, 0xC3C), (0xD00, 0xD00), (0xD3B, 0xD3C),
        (0xD81, 0xD81), (0xEBA, 0xEBA),
        (0xECE, 0xECE), (0x180F, 0x1886), (0x1ABF, 0x1ACE), (0x1DF6, 0x1DFB), (0xA82C, 0xA82C), (0xA8C5, 0xA8C5), (0xA8FF, 0xA8FF),
        (0xA9BD, 0xA9BD), (0x10D24, 0x10F89),
        (0x11070, 0x11074), (0x110C2, 0x110CD), (0x111C9, 0x111C9), (0x111CF, 0x111CF), (0x1123E, 0x11241), (0x1133B, 0x1133B), (0x113BB, 0x1145E),
        (0x11660, 0x1166C), (0x116B9, 0x116B9),
        (0x1182F, 0x11FFF), (0x12FF1, 0x1612F), (0x16D6D, 0x16F4F), (0x16FE2, 0x16FE4), (0x1CF00, 0x1CF46), (0x1E000, 0x1E5FF), (0x1E944, 0x1E95F),
    ];

    /// <summary>Says whether cleaning drops the character: control, format and private use, and what stands for undecodable bytes.</summary>
    public static bool IsDropped(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => !IsSpace(rune),
        UnicodeCategory.PrivateUse => true,
        UnicodeCategory.Format => !IsIn(YoungFormatOrPunctuation, rune.Value),
        _ => rune == Rune.ReplacementChar,
    };

    /// <summary>Says whether cleaning makes a space of the character. Vertical tab, form feed and next line are control characters and are dropped.</summary>
    public static bool IsSpace(Rune rune) =>
        rune.Value is ' ' or '\t' or '\n' or '\r'
        || (!rune.IsAscii
            && Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Says whether the character is a word of its own as CJK ideographs are: not kana, not Hangul.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F)
        // Extension E begins at 2B820; the reference begins at 2B920, and so has every model's training.
        or (>= 0x2B920 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    /// <summary>Says whether the character is an accent that stripping removes.</summary>
    public static bool IsAccent(Rune rune) =>
        // 1734 and 1171E were nonspacing marks once.
        rune.Value is 0x1734 or 0x1171E
        || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark && !IsIn(YoungMarks, rune.Value));

    /// <summary>
    /// Says whether the character is a word of its own as punctuation: all of ASCII that is not a letter or digit, and Unicode's punctuation.
    /// </summary>
    public static bool IsPunctuation(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune.Value > ' ' && rune.Value != 0x7F && !char.IsAsciiLetterOrDigit((char)rune.Value);
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
                => !IsIn(YoungFormatOrPunctuation, rune.Value),
            // Punctuation once, a symbol and a mark today.
            _ => rune.Value is 0x166D or 0x111C9,
        };
    }

    /// <summary>Says whether a code point is in one of several ranges, which are in order.</summary>
    public static bool IsIn((int First, int Last)[] ranges, int value)
    {
        foreach ((int first, int last) in ranges)
        {
            if (value <= last)
            {
                return value >= first;
            }
        }

        return false;
    }
}
