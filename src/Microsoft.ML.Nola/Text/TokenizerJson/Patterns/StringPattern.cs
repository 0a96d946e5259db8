using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>Looks for a string.</summary>
/// <param name="wanted">The string; not empty.</param>
internal sealed class StringPattern(string wanted) : TextPattern
{
    private readonly Rune[] _runes = [.. wanted.EnumerateRunes()];

    public override List<PatternMatch> Find(ReadOnlySpan<char> text)
    {
        List<PatternMatch> matches = [];
        for (int position = 0; text[position..].IndexOf(wanted, StringComparison.Ordinal) is int found and >= 0;)
        {
            matches.Add(new(position + found, wanted.Length));
            position += found + wanted.Length;
        }

        return matches;
    }

    public override bool CanBeCut(Rune before, Rune after) => _runes.Length == 1 || !(_runes.Contains(before) || _runes.Contains(after));

    public override bool Splits(Rune before, Rune after) => _runes.Length == 1 && after == _runes[0];
}
