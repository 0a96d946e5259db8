using System.Text;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Puts a string before a text that is not empty.</summary>
/// <param name="prefix">The string.</param>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    /// <summary>Reads the settings.</summary>
    public static PrependNormalizer Read(JsonSettings settings) => new(settings.GetString("prepend"));

    public string Normalize(string text, bool begins, bool ends) => begins && text.Length > 0 ? prefix + text : text;

    public bool CanBeCut(Rune before, Rune after) => true;
}
