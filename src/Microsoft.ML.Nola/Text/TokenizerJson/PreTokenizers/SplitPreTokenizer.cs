using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Splits where a pattern matches.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="behavior">What becomes of what it matches.</param>
/// <param name="invert">Whether what lies between matches is meant instead.</param>
internal sealed class SplitPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert) : IPreTokenizer
{
    /// <summary>Reads the settings of a Split.</summary>
    public static SplitPreTokenizer Read(JsonSettings settings) =>
        new(TextPattern.Read(settings), PieceSplitter.ReadBehavior(settings, SplitBehavior.Removed), settings.GetBoolean("invert", false));

    public void Split(TextPiece piece, List<TextPiece> pieces) => PieceSplitter.Split(piece, pattern.Find(piece.Span), behavior, invert, pieces);

    public bool CanBeCut(Rune before, Rune after) =>
        behavior is SplitBehavior.Isolated or SplitBehavior.Removed or SplitBehavior.MergedWithNext && !invert && pattern.Splits(before, after);
}
