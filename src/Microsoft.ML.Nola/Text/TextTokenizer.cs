using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Tokenizers;

namespace Microsoft.ML.Nola.Text;

/// <summary>Turns text into the token ids that a backbone was trained on, and back. Reads the WordPiece vocabulary (vocab.txt) of BERT and its kin. Safe for use from several threads.</summary>
/// <remarks>
/// The pieces of a word come from Microsoft.ML.Tokenizers. Around it this class puts right where the library differs from the reference (Hugging Face tokenizers):
/// special tokens are found in the raw text, before it is normalised; a pair is truncated by the longest_first rule; decoding joins and cleans as the reference does.
/// </remarks>
public sealed class TextTokenizer
{
    /// <summary>The name of the vocabulary's file in a backbone folder.</summary>
    internal const string VocabularyFile = "vocab.txt";

    /// <summary>The name of the settings' file in a backbone folder.</summary>
    internal const string SettingsFile = "tokenizer_config.json";

    private const string ContinuingPrefix = "##";

    /// <summary>More UTF-16 units than a word can have: the normaliser sees to the limit of 100 code points.</summary>
    private const int LongestWord = 200;

    /// <summary>Long texts are encoded in parts of about this many characters, so that what is truncated anyway costs nothing.</summary>
    private const int PartLength = 4096;

    private readonly Vocabulary _vocabulary;
    private readonly WordPieceTokenizer _words;
    private readonly string[] _specialTokens;
    private readonly SearchValues<string> _specialTokenSearch;
    private readonly HashSet<int> _specialIds = [];

    private TextTokenizer(Vocabulary vocabulary, WordPieceSettings settings)
    {
        _vocabulary = vocabulary;
        vocabulary.GetId(settings.UnknownToken);
        ClsId = vocabulary.GetId(settings.ClassToken);
        SepId = vocabulary.GetId(settings.SeparatorToken);
        PadId = vocabulary.GetId(settings.PaddingToken);
        // A mask token is of use to language models only. The longest comes first, so that it wins where one begins with another.
        _specialTokens = [.. settings.SpecialTokens.Where(token => vocabulary.TryGetId(token, out _)).Distinct(StringComparer.Ordinal).OrderByDescending(token => token.Length)];
        _specialTokenSearch = SearchValues.Create(_specialTokens, StringComparison.Ordinal);
        foreach (string token in _specialTokens)
        {
            _specialIds.Add(vocabulary.GetId(token));
        }

        using MemoryStream stream = vocabulary.ToStream();
        _words = WordPieceTokenizer.Create(stream, new WordPieceOptions
        {
            UnknownToken = settings.UnknownToken,
            ContinuingSubwordPrefix = ContinuingPrefix,
            MaxInputCharsPerWord = LongestWord,
            Normalizer = new BertNormalizer(settings.LowerCase, settings.StripAccents, settings.SeparateIdeographs),
            PreTokenizer = BertPreTokenizer.Instance,
        });
    }

    /// <summary>Gets the id that fills up rows of a batch.</summary>
    internal int PadId { get; }

    /// <summary>Gets the id that begins every encoded text.</summary>
    internal int ClsId { get; }

    /// <summary>Gets the id that ends every text.</summary>
    internal int SepId { get; }

    /// <summary>Gets the number of tokens; ids are below it.</summary>
    internal int VocabularySize => _vocabulary.Tokens.Count;

    /// <summary>Reads the tokenizer of a backbone folder: vocab.txt, and tokenizer_config.json where there is one (<c>do_lower_case</c> is true where it is absent).</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="CorruptModelException">vocab.txt is missing or faulty, lacks a special token, or tokenizer_config.json is faulty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TextTokenizer FromFolder(string folder) => FromFolder(folder, Vocabulary.MaximumTokens);

    /// <summary>Makes a tokenizer from files that are not in a folder.</summary>
    /// <exception cref="CorruptModelException">A special token is missing or a setting is faulty.</exception>
    internal static TextTokenizer Create(Vocabulary vocabulary, JsonSettings? settings) =>
        new(vocabulary, settings is null ? new WordPieceSettings() : WordPieceSettings.Read(settings));

    /// <inheritdoc cref="FromFolder(string)"/>
    /// <param name="folder">The folder.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    internal static TextTokenizer FromFolder(string folder, int maximumTokens)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        string vocabulary = Path.Combine(folder, VocabularyFile);
        if (!File.Exists(vocabulary))
        {
            throw new CorruptModelException(folder, $"it has no {VocabularyFile}, the only kind of tokenizer file that this version reads");
        }

        string settings = Path.Combine(folder, SettingsFile);
        return Create(Vocabulary.Load(vocabulary, maximumTokens), File.Exists(settings) ? JsonSettings.Load(settings) : null);
    }

    /// <summary>Encodes a text or a pair of texts.</summary>
    /// <param name="text">The text; may be empty. Text that spells a special token, such as [MASK], is that token.</param>
    /// <param name="pair">The second text; <c>null</c> where there is none, which is not the same as an empty one.</param>
    /// <param name="maxLength">The largest number of ids, special tokens included. Of a pair the longer text is cut first (longest_first).</param>
    /// <param name="addSpecialTokens">Whether to put the tokens that begin and end a text around it: [CLS] text [SEP] pair [SEP].</param>
    /// <returns>Ids and type ids, of equal length, without padding.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> has no room for the special tokens, or is below 1.</exception>
    public EncodedText Encode(string text, string? pair = null, int maxLength = 512, bool addSpecialTokens = true)
    {
        List<int> ids = [];
        List<int> typeIds = [];
        Append(text, pair, maxLength, addSpecialTokens, ids, typeIds, out bool truncated);
        return new EncodedText(ids.AsReadOnly(), typeIds.AsReadOnly(), truncated);
    }

    /// <summary>Makes text of ids: words are joined by spaces, pieces without, and the space before some punctuation goes, as in the reference.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="skipSpecialTokens">Whether to leave out special tokens, the unknown token among them.</param>
    /// <returns>The text. It is what the model saw: lower case, without accents, where the tokenizer is so.</returns>
    /// <exception cref="ArgumentException">An id is not in the vocabulary.</exception>
    public string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(ids);
        StringBuilder text = new();
        bool first = true;
        foreach (int id in ids)
        {
            if ((uint)id >= (uint)VocabularySize)
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"The id {id} is not in the vocabulary, whose ids are 0 to {VocabularySize - 1}."), nameof(ids));
            }

            if (!skipSpecialTokens || !_specialIds.Contains(id))
            {
                text.Append(WordPieceDecoding.Join(_vocabulary.Tokens[id], ContinuingPrefix, first));
                first = false;
            }
        }

        return text.ToString();
    }

    /// <summary>Encodes with special tokens onto the end of two lists: what <see cref="Encode(string, string?, int, bool)"/> does, without an object for each row.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, or <c>null</c>.</param>
    /// <param name="maxLength">The largest number of ids to append.</param>
    /// <param name="ids">Appended to.</param>
    /// <param name="typeIds">Appended to.</param>
    /// <param name="truncated">Whether tokens were left out.</param>
    /// <returns>The number of ids appended.</returns>
    internal int Encode(string text, string? pair, int maxLength, List<int> ids, List<int> typeIds, out bool truncated) =>
        Append(text, pair, maxLength, addSpecialTokens: true, ids, typeIds, out truncated);

    private int Append(string text, string? pair, int maxLength, bool addSpecialTokens, List<int> ids, List<int> typeIds, out bool truncated)
    {
        ArgumentNullException.ThrowIfNull(text);
        int special = !addSpecialTokens ? 0 : pair is null ? 2 : 3;
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, Math.Max(1, special));
        int room = maxLength - special;
        int start = ids.Count;

        AppendIf(addSpecialTokens, ClsId, ids);
        int textStart = ids.Count;
        // One token more than there is room for shows that there are too many. Of a pair it matters which text is the longer.
        AppendText(text, pair is null ? (long)room + 1 : long.MaxValue, ids);
        int textLength = ids.Count - textStart;
        if (pair is null)
        {
            truncated = textLength > room;
            Cut(ids, textStart, Math.Min(textLength, room));
            AppendIf(addSpecialTokens, SepId, ids);
            AppendRepeated(typeIds, 0, ids.Count - start);
            return ids.Count - start;
        }

        List<int> second = [];
        AppendText(pair, long.MaxValue, second);
        (int keptOfText, int keptOfPair) = PairTruncation.Fit(textLength, second.Count, room);
        truncated = keptOfText < textLength || keptOfPair < second.Count;
        Cut(ids, textStart, keptOfText);
        AppendIf(addSpecialTokens, SepId, ids);
        AppendRepeated(typeIds, 0, ids.Count - start);
        int secondStart = ids.Count;
        Cut(second, 0, keptOfPair);
        ids.AddRange(second);
        AppendIf(addSpecialTokens, SepId, ids);
        AppendRepeated(typeIds, 1, ids.Count - secondStart);
        return ids.Count - start;
    }

    // Appends the ids of a text. May stop once there are as many as wanted.
    private void AppendText(ReadOnlySpan<char> text, long wanted, List<int> ids)
    {
        int start = ids.Count;
        while (!text.IsEmpty && ids.Count - start < wanted)
        {
            int special = text.IndexOfAny(_specialTokenSearch);
            AppendOrdinary(special < 0 ? text : text[..special], wanted - (ids.Count - start), ids);
            if (special < 0)
            {
                break;
            }

            text = text[special..];
            foreach (string token in _specialTokens)
            {
                if (text.StartsWith(token, StringComparison.Ordinal))
                {
                    ids.Add(_vocabulary.GetId(token));
                    text = text[token.Length..];
                    break;
                }
            }
        }
    }

    private void AppendOrdinary(ReadOnlySpan<char> text, long wanted, List<int> ids)
    {
        int start = ids.Count;
        while (!text.IsEmpty && ids.Count - start < wanted)
        {
            int length = text.Length;
            if (length > PartLength)
            {
                // Words end at a space, so nothing changes across the cut.
                int space = text[PartLength..].IndexOfAny(' ', '\n');
                length = space < 0 ? length : PartLength + space;
            }

            ids.AddRange(_words.EncodeToIds(text[..length]));
            text = text[length..];
        }
    }

    private static void Cut(List<int> ids, int start, int length) => ids.RemoveRange(start + length, ids.Count - start - length);

    private static void AppendIf(bool wanted, int id, List<int> ids)
    {
        if (wanted)
        {
            ids.Add(id);
        }
    }

    private static void AppendRepeated(List<int> list, int value, int count)
    {
        list.EnsureCapacity(list.Count + count);
        for (int i = 0; i < count; i++)
        {
            list.Add(value);
        }
    }
}
