using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Splits a text into pre-tokens, which the model then takes one by one. Safe for use from several threads.</summary>
internal interface IPreTokenizer
{
    /// <summary>Splits a piece of text: a whole one, or what an earlier pre-tokenizer of a sequence made.</summary>
    /// <param name="piece">The piece; not empty.</param>
    /// <param name="pieces">Appended to: none that is empty.</param>
    void Split(TextPiece piece, List<TextPiece> pieces);

    /// <summary>
    /// Says whether a normalised text may be split in two parts, the first of which ends with one code point and the second begins with the other: what comes
    /// out must be the same whatever else the parts have. <c>false</c> if in doubt: a long text is then split whole.
    /// </summary>
    bool CanBeCut(Rune before, Rune after);

    /// <summary>Gets whether a cut anywhere changes nothing but that a piece ends there: pieces are runs of characters of a kind.</summary>
    bool IsLocal => false;
}
