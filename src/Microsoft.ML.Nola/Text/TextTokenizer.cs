using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text;

/// <summary>
/// Turns text into the token ids that a backbone was trained on, and back. Reads the files in which Hugging Face folders hold WordPiece, BPE and Unigram.
/// </summary>
/// <threadsafety>Safe for use by several threads: an instance never changes.</threadsafety>
public sealed class TextTokenizer
{
    /// <summary>
    /// Of two long texts, the longer keeps the odd token. To know which one that is, both are first encoded up to this many tokens, then up to four times
    /// as many.
    /// </summary>
    private const int FirstComparison = 1024;

    /// <summary>Two texts of more tokens than this count as equally long.</summary>
    private const int LastComparison = 1 << 14;

    private readonly TextEncoder _encoder;

    /// <param name="encoder">What the tokenizer's files say.</param>
    internal TextTokenizer(TextEncoder encoder) => _encoder = encoder;

    /// <summary>Gets the id that fills up rows of a batch: 0 if the tokenizer has none of its own, since padding is masked.</summary>
    internal int PadId => _encoder.PadId ?? 0;

    /// <summary>Gets the id of the token that stands for a whole text, or <c>null</c> if there is none.</summary>
    internal int? ClsId => _encoder.ClsId;

    /// <summary>Gets the id of the token that separates texts, or <c>null</c> if there is none.</summary>
    internal int? SepId => _encoder.SepId;

    /// <summary>Gets on which side of a shorter row padding goes.</summary>
    internal PaddingSide PaddingSide => _encoder.PaddingSide;

    /// <summary>
    /// Gets the number of type ids in use: 2 if the second text of a pair has type 1, else 1. A backbone that takes pairs needs as many (type_vocab_size),
    /// or none at all.
    /// </summary>
    internal int TypeIdCount => _encoder.TypeIdCount;

    /// <summary>Gets whether type ids say which text of a pair a token belongs to; if not, all are 0.</summary>
    internal bool HasTypeIds => TypeIdCount > 1;

    /// <summary>Gets the number of token ids; every id is below it.</summary>
    internal int VocabularySize => _encoder.VocabularySize;

    /// <summary>Gets the special tokens around a text or a pair.</summary>
    internal SpecialFrame Frame => _encoder.Frame;

    /// <inheritdoc cref="TextEncoder.IsByte"/>
    internal bool IsByte(int id) => _encoder.IsByte(id);

    /// <summary>
    /// Reads the tokenizer of a backbone folder: vocab.txt (<c>do_lower_case</c> is true if tokenizer_config.json does not say), or else tokenizer.json, or else
    /// vocab.json with merges.txt, or else a SentencePiece file; and, if they are there, tokenizer_config.json, special_tokens_map.json and
    /// added_tokens.json, whose settings must agree.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="CorruptModelException">There is no tokenizer, it is faulty or lacks a special token, or a file of settings is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A part or a setting would give other ids than this version can give, or two files disagree.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TextTokenizer FromFolder(string folder) => FromFolder(folder, Vocabulary.MaximumTokens);

    /// <summary>Reads the tokenizer of a backbone, which is looked for as by <c>Backbone.Acquire</c>.</summary>
    /// <param name="reference">The backbone.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="BackboneNotFoundException">It is in none of the places.</exception>
    /// <exception cref="CorruptModelException">A file of the tokenizer is missing or faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A setting would give other ids than this version can give.</exception>
    public static TextTokenizer FromBackbone(BackboneReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return FromFolder(BackboneLocator.Find(reference, []));
    }

    /// <summary>Makes a tokenizer from files that are not in a folder.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="settings">What tokenizer_config.json says.</param>
    /// <exception cref="CorruptModelException">A special token is missing or a setting is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A setting would give other ids than this version can give.</exception>
    internal static TextTokenizer Create(Vocabulary vocabulary, JsonSettings? settings) =>
        new(WordPieceEncoder.Create(vocabulary, new TokenizerFiles(settings), Vocabulary.MaximumTokens));

    /// <inheritdoc cref="FromFolder(string)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    internal static TextTokenizer FromFolder(string folder, int maximumTokens)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new TextTokenizer(TokenizerFolder.Read(folder, maximumTokens));
    }

    /// <summary>Encodes a text or a pair of texts. Time and memory depend on <paramref name="maxLength"/>; a longer text is not encoded to its end.</summary>
    /// <param name="text">The text; may be empty. Text that spells a special token, such as [MASK], is that token.</param>
    /// <param name="pair">The second text; <c>null</c> if there is none, which is not the same as an empty one.</param>
    /// <param name="maxLength">
    /// The largest number of ids, special tokens included. Of a pair the longer text is cut first (longest_first); two texts of more than 16,384 tokens
    /// each count as equally long.
    /// </param>
    /// <param name="addSpecialTokens">Whether to put the tokens that begin and end a text around it: [CLS] text [SEP] pair [SEP].</param>
    /// <returns>Ids and type ids, of equal length, without padding.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> has no room for the special tokens, or is below 1.</exception>
    public EncodedText Encode(string text, string? pair = null, int maxLength = 512, bool addSpecialTokens = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        // About as many as there will be, so that the lists need not grow often.
        int expected = Math.Min(maxLength, text.Length / 4) + 8;
        List<int> ids = new(Math.Max(0, expected));
        List<int> typeIds = new(ids.Capacity);
        SpecialFrame frame = addSpecialTokens ? _encoder.Frame : SpecialFrame.None;
        Append(text, pair, maxLength, frame, ids, typeIds, words: null, out bool truncated);
        return new EncodedText(ids.AsReadOnly(), typeIds.AsReadOnly(), truncated);
    }

    /// <summary>Turns ids into text: words are joined by spaces, pieces without, and the space before some punctuation goes, as in the reference.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether to leave out special tokens, the unknown token among them.</param>
    /// <returns>The text. It is what the model saw: lower case, without accents, if the tokenizer works so.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)VocabularySize)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The id {id} is not in the vocabulary, whose ids are 0 to {VocabularySize - 1}."), nameof(ids));
            }
        }

        return _encoder.Decode(ids, skipSpecialTokens);
    }

    /// <summary>
    /// Encodes with special tokens onto the end of lists: what <see cref="Encode(string, string?, int, bool)"/> does, without an object for each row.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, or <c>null</c>.</param>
    /// <param name="maxLength">The largest number of ids to append.</param>
    /// <param name="ids">Appended to.</param>
    /// <param name="typeIds">Appended to, as many as ids; <c>null</c> if they are not wanted.</param>
    /// <param name="truncated">Whether tokens were left out.</param>
    /// <returns>The number of ids appended.</returns>
    internal int Encode(string text, string? pair, int maxLength, List<int> ids, List<int>? typeIds, out bool truncated) =>
        Append(text, pair, maxLength, _encoder.Frame, ids, typeIds, words: null, out truncated);

    /// <inheritdoc cref="Encode(string, string?, int, List{int}, List{int}?, out bool)"/>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, or <c>null</c>.</param>
    /// <param name="maxLength">The largest number of ids to append.</param>
    /// <param name="ids">Appended to.</param>
    /// <param name="typeIds">Appended to, as many as ids; <c>null</c> if they are not wanted.</param>
    /// <param name="words">
    /// Appended to, as many as ids: the index of the word, separated by white space, that an id comes from. The second text counts from 0 again. -1 for the
    /// special tokens around texts.
    /// </param>
    /// <param name="truncated">Whether tokens were left out.</param>
    internal int Encode(string text, string? pair, int maxLength, List<int> ids, List<int>? typeIds, List<int> words, out bool truncated) =>
        Append(text, pair, maxLength, _encoder.Frame, ids, typeIds, words, out truncated);

    /// <summary>Appends the ids of a text without special tokens around it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="wanted">It may stop once it has appended this many ids or more.</param>
    /// <param name="ids">Appended to.</param>
    internal void EncodeText(ReadOnlySpan<char> text, long wanted, List<int> ids) => _encoder.Append(text, wanted, ids, words: null);

    private int Append(
        string text, string? pair, int maxLength, SpecialFrame frame, List<int> ids, List<int>? typeIds, List<int>? words, out bool truncated)
    {
        ArgumentNullException.ThrowIfNull(text);
        int special = frame.Count(pair is not null);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, Math.Max(1, special));
        int room = maxLength - special;
        int start = ids.Count;
        AppendSpecial(frame.Begin, ids, words);
        if (pair is null)
        {
            truncated = AppendSingle(text, room, ids, words);
            AppendSpecial(frame.End, ids, words);
            AppendRepeated(typeIds, 0, ids.Count - start);
            return ids.Count - start;
        }

        List<int> second = [];
        List<int>? secondWords = words is null ? null : [];
        truncated = AppendPair(text, pair, room, ids, words, second, secondWords);
        AppendSpecial(frame.Between, ids, words);
        int secondStart = ids.Count - frame.BetweenOfSecond;
        AppendRepeated(typeIds, 0, secondStart - start);
        ids.AddRange(second);
        words?.AddRange(secondWords!);
        AppendSpecial(frame.End, ids, words);
        AppendRepeated(typeIds, HasTypeIds ? 1 : 0, ids.Count - secondStart);
        return ids.Count - start;
    }

    private bool AppendSingle(string text, int room, List<int> ids, List<int>? words)
    {
        int start = ids.Count;
        int wordStart = words?.Count ?? 0;
        // One token more than there is room for shows that there are too many.
        _encoder.Append(text, room + 1L, ids, words);
        int length = ids.Count - start;
        Cut(ids, start, Math.Min(length, room));
        Cut(words, wordStart, Math.Min(length, room));
        return length > room;
    }

    // Appends what stays of the first text to a list that may have ids already, and what stays of the second to an empty one.
    private bool AppendPair(string text, string pair, int room, List<int> ids, List<int>? words, List<int> second, List<int>? secondWords)
    {
        int start = ids.Count;
        int wordStart = words?.Count ?? 0;
        // If the room is even, no token is odd, and it does not matter which of two texts that are both too long is the longer.
        long compared = room % 2 == 0 ? room + 1L : Math.Max(room + 1L, FirstComparison);
        while (true)
        {
            _encoder.Append(text, compared, ids, words);
            _encoder.Append(pair, compared, second, secondWords);
            if (Math.Min(ids.Count - start, second.Count) < compared || room % 2 == 0 || compared >= LastComparison)
            {
                break;
            }

            Cut(ids, start, 0);
            Cut(words, wordStart, 0);
            second.Clear();
            secondWords?.Clear();
            compared *= 4;
        }

        int first = (int)Math.Min(ids.Count - start, compared);
        int other = (int)Math.Min(second.Count, compared);
        (int keptOfText, int keptOfPair) = PairTruncation.Fit(first, other, room);
        Cut(ids, start, keptOfText);
        Cut(words, wordStart, keptOfText);
        Cut(second, 0, keptOfPair);
        Cut(secondWords, 0, keptOfPair);
        return keptOfText < first || keptOfPair < other;
    }

    private static void Cut(List<int>? list, int start, int length) => list?.RemoveRange(start + length, list.Count - start - length);

    private static void AppendSpecial(int[] special, List<int> ids, List<int>? words)
    {
        ids.AddRange(special);
        AppendRepeated(words, -1, special.Length);
    }

    private static void AppendRepeated(List<int>? list, int value, int count)
    {
        if (list is null)
        {
            return;
        }

        list.EnsureCapacity(list.Count + count);
        for (int i = 0; i < count; i++)
        {
            list.Add(value);
        }
    }
}
