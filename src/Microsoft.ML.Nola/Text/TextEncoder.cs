namespace Microsoft.ML.Nola.Text;

/// <summary>
/// How one kind of tokenizer file turns text into ids: WordPiece, byte-level BPE, Unigram. <see cref="TextTokenizer"/> does what all have in
/// common: it puts special tokens around texts, cuts texts to a length and gives type ids. Safe for use from several threads.
/// </summary>
internal abstract class TextEncoder
{
    /// <summary>Gets the number of token ids; every id is below it.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Gets the special tokens around a text or a pair.</summary>
    public abstract SpecialFrame Frame { get; }

    /// <summary>Gets how many type ids there are: 2 if those of the second text of a pair are 1, else 1, and all are 0.</summary>
    public abstract int TypeIdCount { get; }

    /// <summary>Gets the id of the token that stands for a whole text, or <c>null</c> if there is none.</summary>
    public virtual int? ClsId => null;

    /// <summary>Gets the id of the token that separates texts, or <c>null</c> if there is none.</summary>
    public virtual int? SepId => null;

    /// <summary>Gets the id that fills up rows, or <c>null</c> if there is none.</summary>
    public virtual int? PadId => null;

    /// <summary>Gets where padding goes.</summary>
    public virtual PaddingSide PaddingSide => PaddingSide.Right;

    /// <summary>Says whether a token is one byte of a character that the vocabulary cannot spell (byte fallback): only a whole run of them is text.</summary>
    public virtual bool IsByte(int id) => false;

    /// <summary>Appends the ids of a text, without special tokens around it. Time and memory depend on <paramref name="wanted"/>, not on the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="wanted">
    /// It may stop once it has appended this many ids or more. If it appends fewer, they are all that the text has.
    /// </param>
    /// <param name="ids">Appended to.</param>
    /// <param name="words">
    /// Appended to, unless <c>null</c>: for each id the index of its word, from 0. Words are what white space separates, as this encoder knows white space.
    /// </param>
    public abstract void Append(ReadOnlySpan<char> text, long wanted, List<int> ids, List<int>? words);

    /// <summary>Turns ids into text.</summary>
    /// <param name="ids">Ids below <see cref="VocabularySize"/>.</param>
    /// <param name="skipSpecialTokens">Whether to leave out special tokens.</param>
    public abstract string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens);
}
