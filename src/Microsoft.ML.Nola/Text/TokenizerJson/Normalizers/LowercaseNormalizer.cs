using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Makes letters lower case, each by itself.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public string Normalize(string text, bool begins, bool ends)
    {
        StringBuilder lower = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            LowerCase.Append(lower, rune);
        }

        return lower.ToString();
    }

    public bool CanBeCut(Rune before, Rune after) => true;
}
