using System.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Drops combining marks. It takes no letter apart: files put NFD before it.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    public string Normalize(string text, bool begins, bool ends)
    {
        StringBuilder stripped = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!CharacterKinds.IsMark(rune))
            {
                stripped.AppendRune(rune);
            }
        }

        return stripped.ToString();
    }

    public bool CanBeCut(Rune before, Rune after) => true;
}
