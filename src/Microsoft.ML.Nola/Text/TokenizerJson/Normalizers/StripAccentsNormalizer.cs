using System.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Drops combining marks. It takes no letter apart: files put NFD before it.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    // The reference's tables are older than .NET's. Each range holds no mark that it knows; measured over every code point against its version 0.22.2.
    private static readonly (int First, int Last)[] YoungMarks =
    [
        (0x7FD, 0x7FD), (0x897, 0x8D3), (0x9FE, 0x9FE), (0xAFA, 0xAFF), (0xB55, 0xB55), (0xC04, 0xC3C), (0xCF3, 0xD00), (0xD3B, 0xD3C),
        (0xD81, 0xD81), (0xEBA, 0xEBA), (0xECE, 0xECE), (0x1715, 0x1715), (0x180F, 0x180F), (0x1ABF, 0x1ACE), (0x1CF7, 0x1CF7), (0x1DF6, 0x1DFA),
        (0xA82C, 0xA82C), (0xA8FF, 0xA8FF), (0x10D24, 0x10F85), (0x11070, 0x11074), (0x110C2, 0x110C2), (0x11145, 0x11146), (0x111C9, 0x111C9), (0x111CE, 0x111CF),
        (0x11241, 0x11241), (0x1133B, 0x1133B), (0x113B8, 0x113E2), (0x1145E, 0x1145E), (0x1182C, 0x11A99), (0x11D31, 0x1612F), (0x16F4F, 0x16F4F), (0x16F7F, 0x16F87),
        (0x16FE4, 0x16FF1), (0x1CF00, 0x1CF46), (0x1E08F, 0x1E5EF),
    ];

    public string Normalize(string text, bool begins, bool ends)
    {
        StringBuilder stripped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!IsAccent(rune))
            {
                stripped.AppendRune(rune);
            }
        }

        return stripped.ToString();
    }

    public bool CanBeCut(Rune before, Rune after) => true;

    // Two that are signs of their own today were marks once.
    private static bool IsAccent(Rune rune) =>
        rune.Value is 0x1CF2 or 0x1CF3 || (CharacterKinds.IsMark(rune) && !BertCharacters.IsIn(YoungMarks, rune.Value));
}
