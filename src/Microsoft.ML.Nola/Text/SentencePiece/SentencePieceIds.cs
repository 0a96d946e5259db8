using System.Globalization;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>The ids that a model knows: those of the file of pieces, or shifted ones, and those of tokens that follow the pieces.</summary>
internal sealed class SentencePieceIds : ITokenTable
{
    // As fairseq has them.
    private static readonly string[] ShiftedTokens = ["<s>", "<pad>", "</s>", "<unk>"];

    private readonly SentencePieceFile _file;
    private readonly bool _isShifted;
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public SentencePieceIds(SentencePieceFile file, SentencePieceFamily family)
    {
        _file = file;
        _isShifted = family.IsShifted;
        if (_isShifted && file is not { UnknownId: 0, BeginId: 1, EndId: 2 })
        {
            throw new CorruptModelException(file.Origin, "its first three pieces are not those of XLM-RoBERTa: unknown, begin, end");
        }

        IEnumerable<string> pieces = file.Tokens.Select(static token => token.Text);
        foreach (string token in _isShifted ? [.. ShiftedTokens, .. pieces.Skip(3)] : pieces)
        {
            Add(token);
        }

        for (int i = family.SentinelCount - 1; i >= 0; i--)
        {
            Add(Sentinel(i));
        }

        if (family.MaskToken is { } mask && !_ids.ContainsKey(mask))
        {
            Add(mask);
        }
    }

    /// <summary>Gets the name of one of T5's tokens for a gap.</summary>
    public static string Sentinel(int index) => string.Create(CultureInfo.InvariantCulture, $"<extra_id_{index}>");

    public string Origin => _file.Origin;

    public int Count => _tokens.Count;

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    public string? TokenOf(int id) => _tokens[id];

    /// <summary>Gets the id of a special token.</summary>
    /// <exception cref="CorruptModelException">There is none.</exception>
    public int GetId(string token) =>
        TryGetId(token, out int id) ? id : throw new CorruptModelException(Origin, $"none of its {_file.Tokens.Count} pieces is the special token {token}");

    /// <summary>Gets the model's id of a piece of the file.</summary>
    public int FromFile(int piece) => !_isShifted ? piece : piece == _file.UnknownId ? 3 : piece + 1;

    /// <summary>Gets the piece of the file that an id stands for, or <c>null</c> if it is not of the file.</summary>
    public int? ToFile(int id)
    {
        int piece = !_isShifted ? id : id == 3 ? _file.UnknownId : id - 1;
        return (!_isShifted || id >= ShiftedTokens.Length - 1) && piece < _file.Tokens.Count ? piece : null;
    }

    private void Add(string token)
    {
        _ids.TryAdd(token, _tokens.Count);
        _tokens.Add(token);
    }
}
