using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Models;

/// <summary>Takes of a word the longest piece that the vocabulary has, again and again. A word of which a part is in no piece is unknown as a whole.</summary>
internal sealed class WordPieceModel : PieceModel
{
    private readonly PieceVocabulary _vocabulary;
    private readonly string _prefix;
    private readonly int _longestWord;
    private readonly int _unknown;

    private WordPieceModel(PieceVocabulary vocabulary, string prefix, int longestWord, int unknown)
    {
        _vocabulary = vocabulary;
        _prefix = prefix;
        _longestWord = longestWord;
        _unknown = unknown;
    }

    public override int VocabularySize => _vocabulary.Count;

    public override int? UnknownId => _unknown;

    /// <summary>Reads the model of a file.</summary>
    public static WordPieceModel Read(JsonSettings settings)
    {
        PieceVocabulary vocabulary = PieceVocabulary.Read(settings.GetObject("vocab"));
        int unknown = vocabulary.NamedId(settings, "unk_token") ?? throw settings.Fault("unk_token", "is missing");
        string prefix = settings.GetString("continuing_subword_prefix", "##")!;
        return new WordPieceModel(vocabulary, prefix, settings.GetInt32("max_input_chars_per_word", 0, 1 << 16, 100), unknown);
    }

    /// <summary>Gets what does the same with raw text as BERT normalises and splits it; <c>null</c> if settings or ids are not as BERT's.</summary>
    /// <param name="lowerCase">Whether text is made lower case.</param>
    public WordPieceWords? ToWords(bool lowerCase) =>
        _longestWord == WordPieceRefusals.WordLimit && _vocabulary.HasTokenPerId && _prefix.Length > 0
            ? new WordPieceWords([.. Enumerable.Range(0, VocabularySize).Select(id => TokenOf(id) ?? "")], _unknown, _prefix, lowerCase)
            : null;

    public override int? IdOf(string token) => _vocabulary.IdOf(token);

    public override string? TokenOf(int id) => _vocabulary.TokenOf(id);

    public override void Append(ReadOnlySpan<char> word, long wanted, List<int> ids, List<int>? lengths)
    {
        int start = ids.Count;
        int firstLength = lengths?.Count ?? 0;
        if (IsTooLong(word) || !TryAppend(word, ids, lengths))
        {
            ids.RemoveRange(start, ids.Count - start);
            ids.Add(_unknown);
            lengths?.RemoveRange(firstLength, lengths.Count - firstLength);
            lengths?.Add(word.Length);
        }
    }

    // The limit counts code points.
    private bool IsTooLong(ReadOnlySpan<char> word)
    {
        int count = word.Length;
        if (count > _longestWord)
        {
            foreach (char unit in word)
            {
                count -= char.IsLowSurrogate(unit) ? 1 : 0;
            }
        }

        return count > _longestWord;
    }

    private bool TryAppend(ReadOnlySpan<char> word, List<int> ids, List<int>? lengths)
    {
        Span<char> piece = new char[_prefix.Length + Math.Min(word.Length, _vocabulary.LongestToken)];
        _prefix.CopyTo(piece);
        for (int position = 0; position < word.Length;)
        {
            int prefix = position == 0 ? 0 : _prefix.Length;
            int length = Math.Min(word.Length - position, piece.Length - _prefix.Length);
            word.Slice(position, length).CopyTo(piece[prefix..]);
            int id = -1;
            while (length > 0 && !_vocabulary.TryGetId(piece[..(prefix + length)], out id))
            {
                length--;
            }

            if (length == 0)
            {
                return false;
            }

            ids.Add(id);
            lengths?.Add(length);
            position += length;
            _prefix.CopyTo(piece);
        }

        return true;
    }
}
