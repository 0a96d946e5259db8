using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Splits at punctuation.</summary>
/// <param name="behavior">What becomes of it.</param>
internal sealed class PunctuationPreTokenizer(SplitBehavior behavior) : IPreTokenizer
{
    // Punctuation that goes with a neighbour would be torn from it.
    public bool IsLocal => behavior is SplitBehavior.Isolated or SplitBehavior.Removed or SplitBehavior.Contiguous;

    /// <summary>Reads the settings.</summary>
    public static PunctuationPreTokenizer Read(JsonSettings settings) => new(PieceSplitter.ReadBehavior(settings, SplitBehavior.Isolated));

    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        List<PatternMatch> matches = [];
        int position = 0;
        foreach (Rune rune in piece.Span.EnumerateRunes())
        {
            if (BertCharacters.IsPunctuation(rune))
            {
                matches.Add(new(position, rune.Utf16SequenceLength));
            }

            position += rune.Utf16SequenceLength;
        }

        PieceSplitter.Split(piece, matches, behavior, invert: false, pieces);
    }

    public bool CanBeCut(Rune before, Rune after) => IsLocal && BertCharacters.IsPunctuation(before) != BertCharacters.IsPunctuation(after);
}
