using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Splits where characters of another kind begin.</summary>
/// <param name="kindOf">Says the kind of a character: runs of one are a piece.</param>
internal sealed class KindPreTokenizer(Func<Rune, KindPreTokenizer.Kind> kindOf) : IPreTokenizer
{
    /// <summary>What becomes of a character.</summary>
    internal enum Kind
    {
        /// <summary>It goes, and ends the piece before it.</summary>
        Gap,

        /// <summary>It goes on with others of this kind.</summary>
        Run,

        /// <summary>It goes on with others of this kind.</summary>
        OtherRun,

        /// <summary>It is a piece of its own.</summary>
        Single,
    }

    public bool IsLocal => true;

    /// <summary>Splits at white space, and sets punctuation apart.</summary>
    public static KindPreTokenizer Bert() =>
        new(static rune => CharacterKinds.IsSpace(rune) ? Kind.Gap : BertCharacters.IsPunctuation(rune) ? Kind.Single : Kind.Run);

    /// <summary>Splits at white space, and sets runs of what is neither letter nor digit apart: <c>\w+|[^\w\s]+</c>.</summary>
    public static KindPreTokenizer Whitespace() =>
        new(static rune => CharacterKinds.IsSpace(rune) ? Kind.Gap : AddedTokens.IsOfWord(rune) ? Kind.Run : Kind.OtherRun);

    /// <summary>Splits at white space.</summary>
    public static KindPreTokenizer WhitespaceSplit() => new(static rune => CharacterKinds.IsSpace(rune) ? Kind.Gap : Kind.Run);

    /// <summary>Sets numbers apart, digit by digit or in runs.</summary>
    public static KindPreTokenizer Digits(JsonSettings settings) => Digits(settings.GetBoolean("individual_digits", false));

    /// <inheritdoc cref="Digits(JsonSettings)"/>
    public static KindPreTokenizer Digits(bool isSingle)
    {
        Kind kind = isSingle ? Kind.Single : Kind.OtherRun;
        return new(rune => CharacterKinds.IsNumber(rune) ? kind : Kind.Run);
    }

    /// <summary>Splits at a character.</summary>
    public static KindPreTokenizer Delimiter(JsonSettings settings)
    {
        string delimiter = settings.GetString("delimiter");
        return Rune.TryGetRuneAt(delimiter.Length > 0 ? delimiter : "\uD800", 0, out Rune wanted) && wanted.Utf16SequenceLength == delimiter.Length
            ? new(rune => rune == wanted ? Kind.Gap : Kind.Run)
            : throw settings.Fault("delimiter", "is not one character");
    }

    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ReadOnlySpan<char> text = piece.Span;
        int start = 0;
        Kind current = Kind.Gap;
        for (int position = 0; position < text.Length;)
        {
            Rune.DecodeFromUtf16(text[position..], out Rune rune, out int length);
            Kind kind = kindOf(rune);
            if (kind != current || kind == Kind.Single)
            {
                Add(piece, start, position, current, pieces);
                (start, current) = (position, kind);
            }

            position += length;
        }

        Add(piece, start, text.Length, current, pieces);
    }

    public bool CanBeCut(Rune before, Rune after) => kindOf(before) is Kind kind && (kind is Kind.Gap or Kind.Single || kind != kindOf(after));

    private static void Add(TextPiece piece, int start, int end, Kind kind, List<TextPiece> pieces)
    {
        if (end > start && kind != Kind.Gap)
        {
            pieces.Add(piece.Slice(start, end - start));
        }
    }
}
