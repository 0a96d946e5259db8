using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>Puts a string where a pattern matches. A decoder too: there it works on each token.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="content">The string.</param>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : INormalizer, ITokenDecoder
{
    /// <summary>Reads the settings.</summary>
    public static ReplaceNormalizer Read(JsonSettings settings) => new(TextPattern.Read(settings), settings.GetString("content"));

    public string Normalize(string text, bool begins, bool ends) => Replace(text);

    public bool CanBeCut(Rune before, Rune after) => pattern.CanBeCut(before, after);

    public List<string> Decode(List<string> tokens) => tokens.ConvertAll(Replace);

    private string Replace(string text)
    {
        List<PatternMatch> matches = pattern.Find(text);
        if (matches.Count == 0)
        {
            return text;
        }

        StringBuilder replaced = new(text.Length);
        int position = 0;
        foreach ((int start, int length) in matches)
        {
            replaced.Append(text, position, start - position).Append(content);
            position = start + length;
        }

        return replaced.Append(text, position, text.Length - position).ToString();
    }
}
