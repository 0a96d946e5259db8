using System.Text;
using System.Text.Unicode;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// A vocab.txt: one token a line, its id the number of the line from 0. Lines may end in LF or CRLF, the last one in nothing. As in the reference, an empty
/// line counts and holds no token that a text could have, and of a token that stands on several lines the last is its id.
/// </summary>
internal sealed class Vocabulary : ITokenTable
{
    /// <summary>The largest file that is read. BERT's has 230 KB, multilingual ones have some megabytes.</summary>
    public const long MaximumLength = 1 << 24;

    /// <summary>The most tokens: twice those of the largest vocabulary known (LaBSE).</summary>
    public const int MaximumTokens = 1 << 20;

    private readonly int _maximumTokens;
    private readonly List<string> _tokens = [];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    // Those at the end of the file give no ids; those that a token follows do.
    private int _emptyLines;

    private Vocabulary(string origin, int maximumTokens)
    {
        Origin = origin;
        _maximumTokens = maximumTokens;
    }

    public string Origin { get; }

    /// <summary>Gets the tokens by id; an empty line is an empty one.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    int ITokenTable.Count => _tokens.Count;

    /// <summary>Gets the number of different tokens: fewer than there are ids if a line is empty or a token stands on several.</summary>
    public int DistinctTokens => _ids.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">It is empty, too large or not UTF-8, or has too many lines.</exception>
    public static Vocabulary Load(string path, int maximumTokens = MaximumTokens) =>
        Parse(BoundedFile.Read(path, MaximumLength), path, maximumTokens);

    /// <summary>Reads from memory.</summary>
    /// <exception cref="CorruptModelException">It is empty or not UTF-8, or has too many lines.</exception>
    public static Vocabulary Parse(ReadOnlySpan<byte> content, string origin, int maximumTokens = MaximumTokens)
    {
        Vocabulary vocabulary = new(origin, maximumTokens);
        // An editor's mark of the encoding is not part of the first token.
        content = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        while (!content.IsEmpty)
        {
            int end = content.IndexOf((byte)'\n');
            vocabulary.Add(end < 0 ? content : content[..end]);
            content = end < 0 ? default : content[(end + 1)..];
        }

        return vocabulary.Tokens.Count > 0 ? vocabulary : throw new CorruptModelException(origin, "it is empty");
    }

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    string? ITokenTable.TokenOf(int id) => _tokens[id];

    /// <summary>Gets the id of a token that must be there.</summary>
    /// <exception cref="CorruptModelException">It is not.</exception>
    public int GetId(string token) =>
        TryGetId(token, out int id) ? id : throw new CorruptModelException(Origin, $"none of its {Tokens.Count} lines is the special token {token}");

    private void Add(ReadOnlySpan<byte> line)
    {
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        if (line.IsEmpty)
        {
            _emptyLines++;
            return;
        }

        int number = _tokens.Count + _emptyLines + 1;
        if (number > _maximumTokens)
        {
            throw new CorruptModelException(Origin, $"it has more than {_maximumTokens} tokens, the most that it can have (vocab_size of config.json)");
        }

        if (!Utf8.IsValid(line))
        {
            throw new CorruptModelException(Origin, $"line {number} is not UTF-8");
        }

        // Readers of lines, such as the library that the pieces come from, end one here too, and drop a mark at the start: every id after it would shift.
        if (line.Contains((byte)'\r') || (number == 1 && line.StartsWith("\uFEFF"u8)))
        {
            throw new CorruptModelException(Origin, $"line {number} has a carriage return within it or begins with a second byte order mark");
        }

        for (; _emptyLines > 0; _emptyLines--)
        {
            _tokens.Add("");
        }

        string token = Encoding.UTF8.GetString(line);
        _ids[token] = _tokens.Count;
        _tokens.Add(token);
    }
}
