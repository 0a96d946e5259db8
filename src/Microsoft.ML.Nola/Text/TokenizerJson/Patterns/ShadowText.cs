using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>A text with one UTF-16 unit for each code point: one beyond U+FFFF is shown by a character of its kind that no pattern names.</summary>
internal readonly ref struct ShadowText
{
    // By category: an uppercase letter, a lowercase one, and so on; 0 for those that no such code point has.
    private static readonly char[] Shadows =
    [
        '\uA7B3', '\u1E9D', '\u1FFC', '\uA717', '\uA000', '\uA8E0', '\uA983', '\u20E4', '\uA8D0', '\u2188', '\u2189', '\u2000', '\u2028', '\u2029', '\u0086',
        '\u2061', '\uD800', '\uE000', '\u2040', '\u2E3A', '\u2E28', '\u2E29', '\u2E20', '\u2E21', '\uA8F8', '\u2A00', '\u20A0', '\uA700', '\uA490', '\uFFFF',
    ];

    private readonly int[]? _positions;

    private ShadowText(ReadOnlySpan<char> text, int[]? positions)
    {
        Text = text;
        _positions = positions;
    }

    /// <summary>Gets what to search.</summary>
    public ReadOnlySpan<char> Text { get; }

    public static ShadowText Create(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return new ShadowText(text, null);
        }

        char[] shadow = new char[text.Length];
        int[] positions = new int[text.Length + 1];
        int count = 0;
        int position = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            positions[count] = position;
            shadow[count++] = rune.IsBmp ? (char)rune.Value : ShadowOf(rune);
            position += rune.Utf16SequenceLength;
        }

        positions[count] = position;
        return new ShadowText(shadow.AsSpan(0, count), positions);
    }

    /// <summary>Gets where in the text a place of the shadow is.</summary>
    public int Position(int place) => _positions is null ? place : _positions[place];

    // Letters in circles and squares are symbols that \w matches.
    private static char ShadowOf(Rune rune)
    {
        UnicodeCategory category = CharacterKinds.CategoryOf(rune);
        return category == UnicodeCategory.OtherSymbol && AddedTokens.IsOfWord(rune) ? '\u24B6' : Shadows[(int)category];
    }
}
