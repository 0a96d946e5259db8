using Google.Protobuf;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.Unigram;
using Microsoft.ML.Tokenizers;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>The BPE model of a SentencePiece file, which Microsoft.ML.Tokenizers runs.</summary>
internal sealed class SentencePieceBpe : PieceModel
{
    private readonly SentencePieceFile _file;
    private readonly SentencePieceTokenizer _pieces;

    /// <exception cref="NolaCompatibilityException">The file has something that this version does not know.</exception>
    public SentencePieceBpe(SentencePieceFile file)
    {
        _file = file;
        if (file.Tokens.Any(static token => token.Type == SentencePieceType.Unused))
        {
            throw Refuse("it has pieces that are marked unused, which this version cannot take apart");
        }

        if (file.ByteFallback && !AreBytesInOrder(file))
        {
            throw Refuse("its pieces for bytes are not in order");
        }

        using MemoryStream stream = new(file.Content, writable: false);
        try
        {
            _pieces = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CorruptModelException(file.Origin, $"it is not a SentencePiece model ({exception.Message})", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw Refuse($"Microsoft.ML.Tokenizers does not take it ({exception.Message})");
        }
    }

    public override int VocabularySize => _file.Tokens.Count;

    public override int? UnknownId => _file.UnknownId;

    public override int? IdOf(string token) => _file.TryGetId(token, out int id) ? id : null;

    public override string? TokenOf(int id) => (uint)id < (uint)VocabularySize ? _file.Tokens[id].Text : null;

    public override void Append(ReadOnlySpan<char> word, long wanted, List<int> ids, List<int>? lengths)
    {
        if (lengths is null)
        {
            ids.AddRange(_pieces.EncodeToIds(word, addBeginningOfSentence: false, addEndOfSentence: false, considerNormalization: false));
            return;
        }

        IReadOnlyList<EncodedToken> tokens =
            _pieces.EncodeToTokens(word, out _, addBeginningOfSentence: false, addEndOfSentence: false, considerNormalization: false);
        for (int i = 0; i < tokens.Count; i++)
        {
            ids.Add(tokens[i].Id);
            // Bytes of one character all begin with it.
            int end = i + 1 < tokens.Count ? tokens[i + 1].Offset.Start.Value : word.Length;
            lengths.Add(end - tokens[i].Offset.Start.Value);
        }
    }

    private static bool AreBytesInOrder(SentencePieceFile file) =>
        file.TryGetId("<0x00>", out int first)
        && Enumerable.Range(0, 256).All(value => first + value < file.Tokens.Count
            && file.Tokens[first + value] is { Type: SentencePieceType.Byte, Text: string text } && ByteTokens.Parse(text) == value);

    private NolaCompatibilityException Refuse(string cause) => new($"The tokenizer cannot be used: '{_file.Origin}' is a BPE model, and {cause}.");
}
