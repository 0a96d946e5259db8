using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Several pre-tokenizers, each of which splits the pieces of the one before.</summary>
/// <param name="members">The pre-tokenizers.</param>
internal sealed class SequencePreTokenizer(IReadOnlyList<IPreTokenizer> members) : IPreTokenizer
{
    public bool IsLocal => members.All(static member => member.IsLocal);

    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        List<TextPiece> current = [piece];
        List<TextPiece> next = [];
        foreach (IPreTokenizer member in members)
        {
            foreach (TextPiece part in current)
            {
                member.Split(part, next);
            }

            (current, next) = (next, current);
            next.Clear();
        }

        pieces.AddRange(current);
    }

    // Where one member always ends a piece, those after it see the same pieces however the text is cut. Those before it must not mind.
    public bool CanBeCut(Rune before, Rune after)
    {
        foreach (IPreTokenizer member in members)
        {
            if (member.CanBeCut(before, after))
            {
                return true;
            }

            if (!member.IsLocal)
            {
                return false;
            }
        }

        return false;
    }
}
