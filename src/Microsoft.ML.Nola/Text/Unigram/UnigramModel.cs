using System.Buffers;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Unigram;

/// <summary>
/// The Unigram model: of all ways to spell a word in pieces, the one whose scores have the largest sum. Sums are those of the reference
/// (Hugging Face tokenizers) to the last bit, so ties break as there.
/// </summary>
/// <remarks>
/// Microsoft.ML.Tokenizers 2.0.1 has this model too. It reads no tokenizer.json, adds in single precision (so other ties, such as of "l" and "ll" in "lll"),
/// gives an unknown stretch as many unknown tokens as it has characters instead of one, and throws at a model without a token that begins texts, which T5's
/// is, and at bytes for what cannot be spelt.
/// </remarks>
internal sealed class UnigramModel : PieceModel
{
    /// <summary>How much worse a character that is in no piece is than the worst piece.</summary>
    private const double UnknownPenalty = 10;

    /// <summary>Up to here the nodes lie on the stack.</summary>
    private const int ShortWord = 64;

    private readonly IReadOnlyList<string> _tokens;
    private readonly double[] _scores;
    private readonly PieceTrie _trie;
    private readonly int _unknown;
    private readonly double _unknownScore;

    // By value of the byte, or None; null without byte fallback.
    private readonly int[]? _bytes;

    /// <summary>Makes a model.</summary>
    /// <param name="tokens">The tokens by id.</param>
    /// <param name="pieces">By id what text can be spelt with: the token, or nothing.</param>
    /// <param name="scores">The scores of the pieces.</param>
    /// <param name="worst">The score of the worst piece.</param>
    /// <param name="unknown">The id of what cannot be spelt.</param>
    /// <param name="bytes">For each byte the id of its token, or <see cref="PieceTrie.None"/>; <c>null</c> if what cannot be spelt is not given in bytes.</param>
    public UnigramModel(IReadOnlyList<string> tokens, IReadOnlyList<string> pieces, double[] scores, double worst, int unknown, int[]? bytes)
    {
        _tokens = tokens;
        _scores = scores;
        _unknown = unknown;
        _unknownScore = worst - UnknownPenalty;
        _trie = new PieceTrie(pieces);
        _bytes = bytes;
    }

    public override int VocabularySize => _tokens.Count;

    public override int? UnknownId => _unknown;

    /// <summary>Reads the model of a tokenizer.json.</summary>
    /// <exception cref="CorruptModelException">A value is missing or of the wrong kind.</exception>
    /// <exception cref="NolaCompatibilityException">It has no token for what it cannot spell.</exception>
    public static UnigramModel Read(JsonSettings settings)
    {
        IReadOnlyList<(string Text, double Number)> vocabulary = settings.GetStringsWithNumbers("vocab", Vocabulary.MaximumTokens);
        if (vocabulary.Count == 0)
        {
            throw settings.Fault("vocab", "is empty");
        }

        if (!settings.Has("unk_id"))
        {
            throw TokenizerParts.Refuse(settings, "unk_id", "is missing, so a character that no piece has could not be encoded");
        }

        string[] tokens = [.. vocabulary.Select(static piece => piece.Text)];
        double[] scores = [.. vocabulary.Select(static piece => piece.Number)];
        int unknown = settings.GetInt32("unk_id", 0, tokens.Length - 1);
        int[]? bytes = settings.GetBoolean("byte_fallback", false) ? ByteTokens.Find(tokens) : null;
        return new UnigramModel(tokens, tokens, scores, scores.Min(), unknown, bytes);
    }

    public override int? IdOf(string token) => _trie.Find(token) is var id and not PieceTrie.None ? id : null;

    public override string? TokenOf(int id) => (uint)id < (uint)_tokens.Count ? _tokens[id] : null;

    public override void Append(ReadOnlySpan<char> word, long wanted, List<int> ids, List<int>? lengths)
    {
        Node[]? rented = word.Length > ShortWord ? ArrayPool<Node>.Shared.Rent(word.Length + 1) : null;
        Span<Node> ends = rented is null ? stackalloc Node[ShortWord + 1] : rented;
        ends = ends[..(word.Length + 1)];
        FindBest(word, ends);
        AppendBest(word, ends, ids, lengths);
        if (rented is not null)
        {
            ArrayPool<Node>.Shared.Return(rented);
        }
    }

    // For each end of a piece the best way there, from left to right; of equal ones the first that was found.
    private void FindBest(ReadOnlySpan<char> word, Span<Node> ends)
    {
        ends.Fill(new Node(0, PieceTrie.None, 0));
        for (int start = 0; start < word.Length;)
        {
            Rune.DecodeFromUtf16(word[start..], out _, out int length);
            double before = ends[start].Score;
            bool hasSingle = false;
            int node = PieceTrie.Root;
            for (int end = start; end < word.Length && (node = _trie.Next(node, word[end])) != PieceTrie.None;)
            {
                end++;
                if (_trie.ValueOf(node) is var id and not PieceTrie.None)
                {
                    hasSingle |= end == start + length;
                    Improve(ref ends[end], before + _scores[id], start, id);
                }
            }

            if (!hasSingle)
            {
                Improve(ref ends[start + length], before + _unknownScore, start, _unknown);
            }

            start += length;
        }
    }

    private static void Improve(ref Node node, double score, int start, int id)
    {
        if (node.Start == PieceTrie.None || score > node.Score)
        {
            node = new Node(score, start, id);
        }
    }

    private void AppendBest(ReadOnlySpan<char> word, ReadOnlySpan<Node> ends, List<int> ids, List<int>? lengths)
    {
        int first = ids.Count;
        int firstLength = lengths?.Count ?? 0;
        for (int end = word.Length; end > 0;)
        {
            Node node = ends[end];
            int start = node.Start;
            if (node.Id != _unknown)
            {
                ids.Add(node.Id);
                lengths?.Add(end - start);
            }
            else
            {
                while (start > 0 && ends[start].Id == _unknown)
                {
                    start = ends[start].Start;
                }

                AppendUnknown(word[start..end], ids, lengths);
            }

            end = start;
        }

        ids.Reverse(first, ids.Count - first);
        lengths?.Reverse(firstLength, lengths.Count - firstLength);
    }

    // Backwards, as all is until the end.
    private void AppendUnknown(ReadOnlySpan<char> stretch, List<int> ids, List<int>? lengths)
    {
        // It can be a piece itself: the text of the unknown token, or pieces with odd scores.
        int id = _trie.Find(stretch);
        if (id != PieceTrie.None || _bytes is null || !TryAppendBytes(stretch, ids, lengths))
        {
            ids.Add(id == PieceTrie.None ? _unknown : id);
            lengths?.Add(stretch.Length);
        }
    }

    private bool TryAppendBytes(ReadOnlySpan<char> stretch, List<int> ids, List<int>? lengths)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(stretch.ToArray());
        foreach (byte value in bytes)
        {
            if (_bytes![value] == PieceTrie.None)
            {
                return false;
            }
        }

        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            ids.Add(_bytes![bytes[i]]);
            // The last byte ends the stretch; those before it begin with it.
            lengths?.Add(i == bytes.Length - 1 ? stretch.Length : 0);
        }

        return true;
    }

    /// <summary>The best way to the end of a piece.</summary>
    /// <param name="Score">The sum of the scores up to here.</param>
    /// <param name="Start">Where the last piece begins; <see cref="PieceTrie.None"/> if there is no way yet.</param>
    /// <param name="Id">The last piece.</param>
    private readonly record struct Node(double Score, int Start, int Id);
}
