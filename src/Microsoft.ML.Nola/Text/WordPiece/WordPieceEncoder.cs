using System.Text;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>The WordPiece tokenizer of BERT and of models like it.</summary>
/// <remarks>
/// As the reference (Hugging Face tokenizers) does, it finds special and added tokens in the raw text, before that is normalised, and decoding joins and
/// cleans. A long text is encoded only as far as it is wanted.
/// </remarks>
internal sealed class WordPieceEncoder : TextEncoder
{
    private const string ContinuingPrefix = "##";

    private readonly Vocabulary _vocabulary;
    private readonly BertNormalizer _normalizer;
    private readonly WordPieceWords _words;
    private readonly AddedTokens _rawTokens;
    private readonly AddedTokens _normalizedTokens;
    private readonly Dictionary<int, AddedToken> _addedById;

    private WordPieceEncoder(Vocabulary vocabulary, WordPieceSettings settings, IReadOnlyList<AddedToken> added)
    {
        _vocabulary = vocabulary;
        ClsId = vocabulary.GetId(settings.ClassToken);
        SepId = vocabulary.GetId(settings.SeparatorToken);
        PadId = vocabulary.GetId(settings.PaddingToken);
        int[] separator = [SepId.Value];
        Frame = new SpecialFrame([ClsId.Value], settings.Layout == WordPieceLayout.Mpnet ? [.. separator, .. separator] : separator, separator);
        TypeIdCount = settings.Layout == WordPieceLayout.Mpnet ? 1 : 2;

        _addedById = added.ToDictionary(static token => token.Id);
        VocabularySize = Math.Max(vocabulary.Tokens.Count, added.Count == 0 ? 0 : added.Max(static token => token.Id) + 1);
        _normalizer = new BertNormalizer(settings.LowerCase, settings.StripAccents, settings.SeparateIdeographs);
        // Strip flags change nothing here: they take white space, and words have none.
        _rawTokens = new AddedTokens(added.Where(static token => !token.Normalized).Select(static token => (token.Content, token)));
        _normalizedTokens = new AddedTokens(AddedTokens.Normalize(added, content => _normalizer.Clean(content), vocabulary.Origin));
        _words = new WordPieceWords(vocabulary.Tokens, vocabulary.GetId(settings.UnknownToken), ContinuingPrefix, settings.LowerCase);
    }

    public override int VocabularySize { get; }

    public override SpecialFrame Frame { get; }

    public override int TypeIdCount { get; }

    public override int? ClsId { get; }

    public override int? SepId { get; }

    public override int? PadId { get; }

    /// <summary>Makes an encoder from files that were read.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="files">What else there is.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">A special token is missing or a setting is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A setting would give other ids than this version can give, or two files disagree.</exception>
    public static WordPieceEncoder Create(Vocabulary vocabulary, TokenizerFiles files, int maximumTokens)
    {
        WordPieceRefusals.Check(files);
        WordPieceSettings settings = WordPieceSettings.Read(files);
        WordPieceRefusals.CheckNeverSplit(files.Config, [.. settings.NeededTokens, .. settings.OtherTokens.Select(static token => token.Token)]);
        foreach (string token in settings.NeededTokens)
        {
            vocabulary.GetId(token);
        }

        if (files.Json is not null)
        {
            TokenizerJsonCheck.Check(files.Json, vocabulary, settings);
        }

        var added = new AddedTokenList(vocabulary, maximumTokens);
        added.Read(files, settings);
        return new WordPieceEncoder(vocabulary, settings, added.ToTokens());
    }

    public override void Append(ReadOnlySpan<char> text, long wanted, List<int> ids, List<int>? words)
    {
        int start = ids.Count;
        if (words is not null)
        {
            CheckWords();
        }

        var counter = new WordCounter(words);
        for (int position = 0; position < text.Length && ids.Count - start < wanted;)
        {
            AddedToken? token = _rawTokens.Find(text, position, out int at, out int end);
            AppendOrdinary(text[position..at], wanted - (ids.Count - start), ids, ref counter);
            if (token is not null && ids.Count - start < wanted)
            {
                ids.Add(token.Id);
                counter.AddToken(token.Content);
            }

            position = end;
        }
    }

    public override string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens)
    {
        StringBuilder text = new();
        bool first = true;
        foreach (int id in ids)
        {
            AddedToken? added = _addedById.GetValueOrDefault(id);
            // An id between the vocabulary and a token that was added far beyond it stands for nothing.
            string? token = added?.Content ?? (id < _vocabulary.Tokens.Count ? _vocabulary.Tokens[id] : null);
            if (token is not null && !(skipSpecialTokens && added is { Special: true }))
            {
                text.Append(WordPieceDecoding.Join(token, ContinuingPrefix, first));
                first = false;
            }
        }

        return text.ToString();
    }

    // Words are gone over one by one, so a token across words would not be found.
    private void CheckWords()
    {
        if (_addedById.Values.FirstOrDefault(static token => token.Normalized && token.Content.Any(char.IsWhiteSpace)) is { } token)
        {
            throw new NolaCompatibilityException(
                $"The tokenizer of '{_vocabulary.Origin}' cannot say which word a token comes from: "
                + $"its added token '{token.Content}' spans words (normalized: true).");
        }
    }

    private void AppendOrdinary(ReadOnlySpan<char> text, long wanted, List<int> ids, ref WordCounter counter)
    {
        if (!counter.IsWanted)
        {
            AppendRaw(text, wanted, ids);
            return;
        }

        int start = ids.Count;
        while (!text.IsEmpty && ids.Count - start < wanted)
        {
            int length = counter.NextWord(text);
            int before = ids.Count;
            AppendRaw(text[..length], wanted - (before - start), ids);
            counter.AddIds(ids.Count - before);
            text = text[length..];
        }
    }

    private void AppendRaw(ReadOnlySpan<char> text, long wanted, List<int> ids)
    {
        if (_normalizedTokens.IsEmpty)
        {
            AppendMixed(text, wanted, ids);
            return;
        }

        // Rare: such tokens are looked for in the whole text, since one may be where parts meet.
        string normalized = _normalizer.Clean(text);
        int start = ids.Count;
        for (int position = 0; position < normalized.Length && ids.Count - start < wanted;)
        {
            AddedToken? token = _normalizedTokens.Find(normalized, position, out int at, out int end);
            AppendParts(normalized.AsSpan(position, at - position), isNormalized: true, wanted - (ids.Count - start), ids);
            if (token is not null && ids.Count - start < wanted)
            {
                ids.Add(token.Id);
            }

            position = end;
        }
    }

    // A word with something else than ASCII goes the long way, and with it all up to the next ASCII character that ends a word.
    private void AppendMixed(ReadOnlySpan<char> text, long wanted, List<int> ids)
    {
        int start = ids.Count;
        while (!text.IsEmpty)
        {
            text = text[_words.AppendAscii(text, wanted - (ids.Count - start), ids)..];
            if (text.IsEmpty || ids.Count - start >= wanted)
            {
                return;
            }

            int length = _words.LengthOfOther(text);
            AppendParts(text[..length], isNormalized: false, wanted - (ids.Count - start), ids);
            text = text[length..];
        }
    }

    // What is truncated anyway costs nothing: a long text is encoded part by part. A word that may go on in the next part is carried over to it.
    private void AppendParts(ReadOnlySpan<char> text, bool isNormalized, long wanted, List<int> ids)
    {
        int start = ids.Count;
        int partLength = LongText.PartLength(wanted);
        string carried = "";
        while (!(text.IsEmpty && carried.Length == 0) && ids.Count - start < wanted)
        {
            int length = LengthOfPart(text, partLength, out bool endsWord);
            ReadOnlySpan<char> part = text[..length];
            text = text[length..];
            if (endsWord && carried.Length == 0 && !isNormalized)
            {
                _words.AppendNormalized(_normalizer.Clean(part), ids);
                continue;
            }

            string normalized = string.Concat(carried, isNormalized ? part : _normalizer.Clean(part));
            int end = endsWord ? normalized.Length : BertPreTokenizer.StartOfLastWord(normalized);
            _words.AppendNormalized(normalized.AsSpan(0, end), ids);
            carried = normalized[end..];
            if (BertNormalizer.IsTooLong(carried, out int enough))
            {
                // It is unknown however it goes on.
                carried = carried[..enough];
                text = text[_normalizer.LengthOfWord(text)..];
            }
        }
    }

    private static int LengthOfPart(ReadOnlySpan<char> text, int limit, out bool endsWord)
    {
        endsWord = true;
        if (text.Length <= limit)
        {
            return text.Length;
        }

        int space = text[..limit].LastIndexOf(' ');
        if (space >= 0)
        {
            return space + 1;
        }

        endsWord = false;
        return char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }
}
