using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>What a tokenizer consists of, whatever kind of file says so.</summary>
internal sealed record PipelineParts
{
    /// <summary>Gets the path of the file, for messages.</summary>
    public required string Origin { get; init; }

    /// <summary>Gets what makes pieces of words.</summary>
    public required PieceModel Model { get; init; }

    /// <summary>Gets what changes a text first, or <c>null</c>.</summary>
    public INormalizer? Normalizer { get; init; }

    /// <summary>Gets what splits a text into words, or <c>null</c> if the model takes it whole.</summary>
    public IPreTokenizer? PreTokenizer { get; init; }

    /// <summary>Gets what makes text of tokens; <c>null</c> puts a space between them.</summary>
    public ITokenDecoder? Decoder { get; init; }

    /// <summary>Gets what takes ASCII text the short way, with the ids of normalizer, pre-tokenizer and model; <c>null</c> if nothing does.</summary>
    public WordPieceWords? AsciiWords { get; init; }

    /// <summary>Gets the tokens that are found before words are.</summary>
    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>Gets the special tokens around texts.</summary>
    public SpecialFrame Frame { get; init; } = SpecialFrame.None;

    /// <summary>Gets how many type ids there are.</summary>
    public int TypeIdCount { get; init; } = 1;

    /// <summary>Gets the id of the token that stands for a whole text, or <c>null</c>.</summary>
    public int? ClsId { get; init; }

    /// <summary>Gets the id of the token that separates texts, or <c>null</c>.</summary>
    public int? SepId { get; init; }

    /// <summary>Gets the id that fills up rows, or <c>null</c>.</summary>
    public int? PadId { get; init; }

    /// <summary>Gets where padding goes.</summary>
    public PaddingSide PaddingSide { get; init; }
}
