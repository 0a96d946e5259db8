using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Takes white space from the ends of a text.</summary>
/// <param name="left">Whether to take it from the beginning.</param>
/// <param name="right">Whether to take it from the end.</param>
internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    /// <summary>Reads the settings.</summary>
    public static StripNormalizer Read(JsonSettings settings) => new(settings.GetBoolean("strip_left", true), settings.GetBoolean("strip_right", true));

    public string Normalize(string text, bool begins, bool ends)
    {
        text = left && begins ? text.TrimStart() : text;
        return right && ends ? text.TrimEnd() : text;
    }

    // White space at an end lies in one part.
    public bool CanBeCut(Rune before, Rune after) => !CharacterKinds.IsSpace(before) || !CharacterKinds.IsSpace(after);
}
