using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>What makes pieces of a vocabulary of one pre-token: WordPiece, BPE, Unigram. Safe for use from several threads.</summary>
internal abstract class PieceModel
{
    /// <summary>Gets the number of ids; every id is below it.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Gets the id of the token for what the vocabulary cannot spell, or <c>null</c> if there is none.</summary>
    public abstract int? UnknownId { get; }

    /// <summary>Gets the id of a token, or <c>null</c> if the vocabulary lacks it.</summary>
    public abstract int? IdOf(string token);

    /// <summary>Gets the token of an id, or <c>null</c> if none has it.</summary>
    public abstract string? TokenOf(int id);

    /// <summary>Appends the ids of a pre-token.</summary>
    /// <param name="word">The pre-token; not empty. Half a surrogate pair never occurs in it.</param>
    /// <param name="wanted">It may stop once it has appended this many ids or more.</param>
    /// <param name="ids">Appended to.</param>
    /// <param name="lengths">Appended to, unless <c>null</c>: for each id how many characters (UTF-16 units) of the pre-token it stands for, from 0.</param>
    public abstract void Append(ReadOnlySpan<char> word, long wanted, List<int> ids, List<int>? lengths);

    /// <summary>
    /// Says whether a pre-token may be taken in two parts, the first of which ends with one code point and the second begins with the other: the ids must be
    /// the same whatever else the parts have. <c>false</c> if in doubt. It matters where no pre-tokenizer splits a text.
    /// </summary>
    public virtual bool CanBeCut(Rune before, Rune after) => false;
}
