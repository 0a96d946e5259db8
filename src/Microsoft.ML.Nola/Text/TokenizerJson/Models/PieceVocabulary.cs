using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Models;

/// <summary>Tokens and their ids, as a JSON object has them. Ids may have gaps, which stand for nothing.</summary>
internal sealed class PieceVocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _spans;
    private readonly string?[] _tokens;

    private PieceVocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _spans = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new string?[ids.Values.Max() + 1];
        foreach ((string token, int id) in ids)
        {
            _tokens[id] ??= token;
            LongestToken = Math.Max(LongestToken, token.Length);
        }
    }

    /// <summary>Gets the number of ids: the largest plus one.</summary>
    public int Count => _tokens.Length;

    /// <summary>Gets the length of the longest token in UTF-16 units.</summary>
    public int LongestToken { get; }

    /// <summary>Gets whether no two tokens have the same id.</summary>
    public bool HasTokenPerId => _ids.Count == _tokens.Count(static token => token is not null);

    /// <summary>Gets the tokens, in no order.</summary>
    public IEnumerable<string> Tokens => _ids.Keys;

    /// <summary>Reads an object of ids by token.</summary>
    /// <exception cref="CorruptModelException">It is empty, or an id is negative or larger than any vocabulary's.</exception>
    public static PieceVocabulary Read(JsonSettings vocabulary)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach ((string token, int id) in vocabulary.GetIntegersByName(0, Vocabulary.MaximumTokens - 1))
        {
            ids.Add(token, id);
        }

        return Create(ids, vocabulary.Origin);
    }

    /// <summary>Takes tokens in the order of their ids.</summary>
    /// <exception cref="CorruptModelException">There are none, or one is there twice.</exception>
    public static PieceVocabulary Create(IReadOnlyList<string> tokens, string origin)
    {
        Dictionary<string, int> ids = new(tokens.Count, StringComparer.Ordinal);
        for (int id = 0; id < tokens.Count; id++)
        {
            if (!ids.TryAdd(tokens[id], id))
            {
                throw new CorruptModelException(origin, FormattableString.Invariant($"its tokens {ids[tokens[id]]} and {id} are both '{tokens[id]}'"));
            }
        }

        return Create(ids, origin);
    }

    public int? IdOf(ReadOnlySpan<char> token) => _spans.TryGetValue(token, out int id) ? id : null;

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _spans.TryGetValue(token, out id);

    public string? TokenOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : null;

    /// <summary>Gets the id of a token that a setting names, or <c>null</c> if the setting is absent.</summary>
    /// <exception cref="CorruptModelException">The vocabulary lacks it.</exception>
    public int? NamedId(JsonSettings model, string name) =>
        model.GetString(name, null) is not { } token
            ? null
            : TryGetId(token, out int id) ? id : throw model.Fault(name, $"is '{token}', which is not in the vocabulary");

    private static PieceVocabulary Create(Dictionary<string, int> ids, string origin) =>
        ids.Count > 0 ? new PieceVocabulary(ids) : throw new CorruptModelException(origin, "its vocabulary is empty");
}
