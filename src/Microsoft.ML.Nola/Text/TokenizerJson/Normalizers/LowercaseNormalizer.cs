using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Makes letters lower case, each by itself.</summary>
internal sealed class LowercaseNormalizer : INormalizer
{
    public string Normalize(string text, bool begins, bool ends) => LowerCase.Of(text);

    public bool CanBeCut(Rune before, Rune after) => true;
}
