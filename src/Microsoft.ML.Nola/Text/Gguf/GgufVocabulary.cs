using Microsoft.ML.Nola.Checkpoints.Gguf;
using Microsoft.ML.Nola.Text.SentencePiece;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Gguf;

/// <summary>The tokens of a GGUF file and what each is for, whatever the kind of tokenizer.</summary>
internal sealed class GgufVocabulary
{
    /// <summary>What the keys of a tokenizer begin with.</summary>
    public const string Prefix = "tokenizer.ggml.";

    /// <summary>The key of the tokens.</summary>
    public const string TokensKey = Prefix + "tokens";

    /// <summary>The most special tokens. Each is looked for in every text; those in use have some thousands.</summary>
    private const int MostSpecial = 1 << 16;

    private readonly int[]? _types;

    private GgufVocabulary(GgufMetadata metadata, string[] tokens, int[]? types)
    {
        Metadata = metadata;
        Tokens = tokens;
        _types = types;
    }

    /// <summary>Gets the metadata that it was read from.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>Gets the tokens by id.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Gets whether the file says what tokens are for.</summary>
    public bool HasTypes => _types is not null;

    /// <summary>Reads the tokens.</summary>
    /// <exception cref="CorruptModelException">They are missing or faulty.</exception>
    public static GgufVocabulary Read(GgufMetadata metadata)
    {
        const string TypesKey = Prefix + "token_type";
        string[] tokens = metadata.GetStrings(TokensKey, Vocabulary.MaximumTokens);
        if (tokens.Length == 0)
        {
            throw metadata.Fault(TokensKey, "is empty");
        }

        int[]? types = metadata.GetIntegersOrNull(TypesKey, tokens.Length);
        int wrong = types is null ? -1 : Array.FindIndex(types, static type => !Enum.IsDefined((SentencePieceType)type));
        if (wrong >= 0)
        {
            throw metadata.Fault(TypesKey, FormattableString.Invariant($"has {types![wrong]} for the token {wrong}, not a type from 1 to 6"));
        }

        var vocabulary = new GgufVocabulary(metadata, tokens, types);
        return vocabulary.Special().Skip(MostSpecial).Any()
            ? throw metadata.Fault(TypesKey, FormattableString.Invariant($"has more than {MostSpecial} special tokens (types 3 and 4)"))
            : vocabulary;
    }

    /// <summary>What a token is for: a piece of text, if the file does not say.</summary>
    public SentencePieceType TypeOf(int id) => _types is null ? SentencePieceType.Normal
        : IsFiller(id) ? SentencePieceType.Control
        : (SentencePieceType)_types[id];

    /// <summary>The tokens that are found in a text before it is split into words.</summary>
    public IEnumerable<int> Special() => Enumerable.Range(0, _types?.Length ?? 0).Where(id =>
        (SentencePieceType)_types![id] is SentencePieceType.Control or SentencePieceType.UserDefined);

    /// <summary>The token that a key names by its id, or <c>null</c>.</summary>
    public string? TokenOf(string name) =>
        Metadata.GetIntegerOrNull($"{Prefix}{name}_token_id", 0, Tokens.Count - 1) is { } id ? Tokens[id] : null;

    /// <summary>Tokens that a conversion adds where the embedding has more rows than the tokenizer has tokens.</summary>
    private bool IsFiller(int id) =>
        (SentencePieceType)_types![id] == SentencePieceType.Unused && Tokens[id] == FormattableString.Invariant($"[PAD{id}]");
}
