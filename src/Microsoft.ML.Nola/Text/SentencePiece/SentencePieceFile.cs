using Google.Protobuf;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Unigram;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>
/// A model file of SentencePiece (tokenizer.model, spiece.model, spm.model, sentencepiece.bpe.model): a protocol buffer with the pieces, how the model was
/// trained, and how text is normalised.
/// </summary>
internal sealed class SentencePieceFile
{
    /// <summary>The largest file that is read. Those of 250,000 pieces have 5 MB.</summary>
    private const long MaximumLength = 1 << 25;

    private const int UnigramKind = 1;
    private const int BpeKind = 2;

    private readonly List<SentencePieceToken> _tokens = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private byte[] _map = [];

    private SentencePieceFile(string origin, byte[] content)
    {
        Origin = origin;
        Content = content;
    }

    public string Origin { get; }

    /// <summary>Gets the file's bytes.</summary>
    public byte[] Content { get; }

    /// <summary>Gets the pieces by id.</summary>
    public IReadOnlyList<SentencePieceToken> Tokens => _tokens;

    /// <summary>Gets the kind of model: Unigram if true, else BPE.</summary>
    public bool IsUnigram => Kind == UnigramKind;

    /// <summary>Gets whether text that no piece has is given in bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>Gets whether the space before a word belongs after it.</summary>
    public bool SpaceIsSuffix { get; private set; }

    /// <summary>Gets the id of the unknown token.</summary>
    public int UnknownId { get; private set; }

    /// <summary>Gets the id of the token that begins texts; negative if there is none.</summary>
    public int BeginId { get; private set; } = 1;

    /// <summary>Gets the id of the token that ends texts; negative if there is none.</summary>
    public int EndId { get; private set; } = 2;

    /// <summary>Gets the id of the token that fills up rows; negative if there is none.</summary>
    public int PadId { get; private set; } = -1;

    /// <summary>Gets what decoding writes for the unknown token.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    /// <summary>Gets whether a space is put before a text.</summary>
    public bool AddPrefix { get; private set; } = true;

    /// <summary>Gets whether spaces at both ends of a text go, and of several together all but one.</summary>
    public bool RemoveSpaces { get; private set; } = true;

    /// <summary>Gets whether spaces are spelt U+2581.</summary>
    public bool EscapeSpaces { get; private set; } = true;

    /// <summary>Gets what characters become, or <c>null</c> if they stay.</summary>
    public PrecompiledMap? Map { get; private set; }

    private int Kind { get; set; } = UnigramKind;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CorruptModelException">It is too large or faulty.</exception>
    /// <exception cref="NolaCompatibilityException">Its kind of model is not supported.</exception>
    public static SentencePieceFile Load(string path) => Parse(BoundedFile.Read(path, MaximumLength), path);

    /// <summary>Reads from memory.</summary>
    /// <exception cref="CorruptModelException">It is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">Its kind of model is not supported.</exception>
    public static SentencePieceFile Parse(byte[] content, string origin)
    {
        SentencePieceFile file = new(origin, content);
        try
        {
            file.ReadModel(new CodedInputStream(content));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new CorruptModelException(origin, $"it is not a SentencePiece model ({exception.Message})", exception);
        }

        file.Check();
        return file;
    }

    /// <summary>Gets the id of a piece.</summary>
    public bool TryGetId(string text, out int id) => _ids.TryGetValue(text, out id);

    private void ReadModel(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case (1 << 3) | 2:
                    Add(ReadPiece(Part(input)));
                    break;
                case (2 << 3) | 2:
                    ReadTrainer(Part(input));
                    break;
                case (3 << 3) | 2:
                    ReadNormalizer(Part(input));
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    // The length of a part is checked against the file's before memory is taken for it.
    private static CodedInputStream Part(CodedInputStream input) => input.ReadBytes().CreateCodedInput();

    private static SentencePieceToken ReadPiece(CodedInputStream input)
    {
        string text = "";
        float score = 0;
        int type = (int)SentencePieceType.Normal;
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case (1 << 3) | 2:
                    text = input.ReadString();
                    break;
                case (2 << 3) | 5:
                    score = input.ReadFloat();
                    break;
                case 3 << 3:
                    type = input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new SentencePieceToken(text, score, (SentencePieceType)type);
    }

    private void ReadTrainer(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case 3 << 3:
                    Kind = input.ReadEnum();
                    break;
                case 24 << 3:
                    SpaceIsSuffix = input.ReadBool();
                    break;
                case 35 << 3:
                    ByteFallback = input.ReadBool();
                    break;
                case 40 << 3:
                    UnknownId = input.ReadInt32();
                    break;
                case 41 << 3:
                    BeginId = input.ReadInt32();
                    break;
                case 42 << 3:
                    EndId = input.ReadInt32();
                    break;
                case 43 << 3:
                    PadId = input.ReadInt32();
                    break;
                case (44 << 3) | 2:
                    UnknownSurface = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private void ReadNormalizer(CodedInputStream input)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case (2 << 3) | 2:
                    _map = input.ReadBytes().ToByteArray();
                    break;
                case 3 << 3:
                    AddPrefix = input.ReadBool();
                    break;
                case 4 << 3:
                    RemoveSpaces = input.ReadBool();
                    break;
                case 5 << 3:
                    EscapeSpaces = input.ReadBool();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private void Add(SentencePieceToken token)
    {
        int id = _tokens.Count;
        if (id == Vocabulary.MaximumTokens)
        {
            throw new CorruptModelException(Origin, $"it has more than {Vocabulary.MaximumTokens} pieces");
        }

        if (token.Text.Length == 0 || !_ids.TryAdd(token.Text, id))
        {
            throw new CorruptModelException(Origin, token.Text.Length == 0 ? $"its piece {id} is empty" : $"it has the piece '{token.Text}' twice");
        }

        if (!float.IsFinite(token.Score) || !Enum.IsDefined(token.Type))
        {
            throw new CorruptModelException(Origin, $"its piece {id} has no score or no type");
        }

        _tokens.Add(token);
    }

    private void Check()
    {
        if (Kind is not (UnigramKind or BpeKind))
        {
            throw new NolaCompatibilityException($"The tokenizer cannot be used: '{Origin}' is a model of kind {Kind}; this version knows 1 (Unigram) and 2 (BPE).");
        }

        if (!_tokens.Exists(static token => token.Type == SentencePieceType.Normal))
        {
            throw new CorruptModelException(Origin, "it has no piece of text, so it is not a SentencePiece model");
        }

        if ((uint)UnknownId >= (uint)_tokens.Count || _tokens[UnknownId].Type != SentencePieceType.Unknown)
        {
            throw new CorruptModelException(Origin, $"its piece {UnknownId} is not the unknown token");
        }

        if (ByteFallback && _tokens.Count(static token => token.Type == SentencePieceType.Byte) != 256)
        {
            throw new CorruptModelException(Origin, "it gives what no piece has in bytes, and has not the 256 pieces for them");
        }

        if (BeginId >= _tokens.Count || EndId >= _tokens.Count || PadId >= _tokens.Count)
        {
            throw new CorruptModelException(Origin, $"a special token of it has an id beyond its {_tokens.Count} pieces");
        }

        if (_map.Length > 0)
        {
            Map = PrecompiledMap.Parse(_map, cause => new CorruptModelException(Origin, $"its precompiled_charsmap {cause}"));
        }
    }
}
