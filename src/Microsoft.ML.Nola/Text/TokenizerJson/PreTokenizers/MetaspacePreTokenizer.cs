using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Writes spaces as a visible character, puts one before a text, and lets each word begin with it, as SentencePiece does. A decoder too.</summary>
internal sealed class MetaspacePreTokenizer : IPreTokenizer, ITokenDecoder
{
    private readonly string _replacement;
    private readonly string _scheme;
    private readonly bool _split;
    private readonly StringPattern _pattern;

    private MetaspacePreTokenizer(string replacement, string scheme, bool split)
    {
        _replacement = replacement;
        _scheme = scheme;
        _split = split;
        _pattern = new StringPattern(replacement);
    }

    /// <summary>Reads the settings: <c>prepend_scheme</c>, or in older files <c>add_prefix_space</c>, says whether a text begins with a space.</summary>
    public static MetaspacePreTokenizer Read(JsonSettings settings)
    {
        string replacement = settings.GetString("replacement", "\u2581")!;
        if (replacement.Length != 1 || char.IsSurrogate(replacement[0]))
        {
            throw settings.Fault("replacement", "is not one character up to U+FFFF");
        }

        bool? adds = settings.Has("add_prefix_space") ? settings.GetBoolean("add_prefix_space") : null;
        string scheme = settings.GetString("prepend_scheme", adds == false ? "never" : "always")!;
        if (scheme is not ("always" or "first" or "never"))
        {
            throw TokenizerParts.Refuse(settings, "prepend_scheme", $"is '{scheme}', not always, first or never");
        }

        return adds == false && scheme != "never"
            ? throw TokenizerParts.Refuse(settings, "add_prefix_space", $"is false, and prepend_scheme '{scheme}'. Which one is right depends on the reader")
            : new MetaspacePreTokenizer(replacement, scheme, settings.GetBoolean("split", true));
    }

    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        string text = new(piece.Span);
        text = text.Replace(' ', _replacement[0]);
        int added = text[0] != _replacement[0] && (_scheme == "always" || (_scheme == "first" && piece.Begins)) ? 1 : 0;
        text = added > 0 ? _replacement + text : text;
        TextPiece replaced = piece.Replace(text, i => Math.Max(0, i - added));
        if (_split)
        {
            PieceSplitter.Split(replaced, _pattern.Find(text), SplitBehavior.MergedWithNext, invert: false, pieces);
        }
        else
        {
            pieces.Add(replaced);
        }
    }

    public bool CanBeCut(Rune before, Rune after) => _split && (after.Value == ' ' || after.Value == _replacement[0]);

    // The space before the first word was put there, so it goes.
    public List<string> Decode(List<string> tokens) =>
    [
        .. tokens.Select((token, i) => i == 0 && _scheme != "never"
            ? token.Replace(_replacement, "", StringComparison.Ordinal)
            : token.Replace(_replacement[0], ' ')),
    ];
}
