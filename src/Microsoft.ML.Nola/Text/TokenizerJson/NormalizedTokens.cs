using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Added tokens that are looked for in normalised text, in their normalised spelling.</summary>
internal sealed class NormalizedTokens
{
    private readonly AddedTokens _tokens;
    private readonly bool _dependOnNeighbours;
    private readonly HashSet<(Rune Before, Rune After)> _neighbours = [];

    /// <exception cref="NolaCompatibilityException">A token is not itself once it is normalised.</exception>
    public NormalizedTokens(PipelineParts parts)
    {
        IReadOnlyList<(string Pattern, AddedToken Token)> patterns = AddedTokens.Normalize(
            parts.Added, content => parts.Normalizer?.Normalize(content, begins: true, ends: true) ?? content, parts.Origin);
        _tokens = new AddedTokens(patterns);
        foreach ((string pattern, AddedToken token) in patterns)
        {
            _dependOnNeighbours |= token.SingleWord || token.LeftStrip || token.RightStrip;
            Rune[] runes = [.. pattern.EnumerateRunes()];
            _neighbours.UnionWith(runes.Zip(runes.Skip(1)));
        }
    }

    /// <summary>Gets whether there are none.</summary>
    public bool IsEmpty => _tokens.IsEmpty;

    /// <inheritdoc cref="AddedTokens.Find"/>
    public AddedToken? Find(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        AddedToken? token = _tokens.Find(text, from, out start, out end);
        AddedTokenSpace.Widen(token, text, from, ref start, ref end);
        return token;
    }

    /// <summary>Says whether no token can lie across the place where two code points of normalised text meet, or depend on what is beyond it.</summary>
    public bool CanBeCut(Rune before, Rune after) => !_dependOnNeighbours && !_neighbours.Contains((before, after));
}
