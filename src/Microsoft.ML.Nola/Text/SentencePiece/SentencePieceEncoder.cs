using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.Unigram;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>The tokenizer of a SentencePiece file, with the special tokens that the kind of model puts around texts.</summary>
internal sealed class SentencePieceEncoder : TextEncoder
{
    private readonly SentencePieceFile _file;
    private readonly SentencePieceIds _ids;
    private readonly SentencePieceNormalization _normalization;
    private readonly SentencePieceDecoding _decoding;
    private readonly PieceModel _model;
    private readonly AddedTokens _added;
    private readonly Dictionary<int, AddedToken> _addedById;
    private readonly bool _prefixesEach;
    private readonly bool _canBeCut;

    private SentencePieceEncoder(SentencePieceFile file, SentencePieceIds ids, SentencePieceFamily family, IReadOnlyList<AddedToken> added, TokenizerFiles files)
    {
        _file = file;
        _ids = ids;
        _normalization = new SentencePieceNormalization(file);
        _decoding = new SentencePieceDecoding(file);
        _model = file.IsUnigram ? ToUnigram(file) : new SentencePieceBpe(file);
        _added = new AddedTokens(added.Select(static token => (token.Content, token)));
        _addedById = added.ToDictionary(static token => token.Id);
        _prefixesEach = files.Config?.GetBoolean("legacy", true) ?? true;
        _canBeCut = file.AddPrefix && file.EscapeSpaces && !file.SpaceIsSuffix && !file.Tokens.Any(static token => HasInnerSpace(token.Text));
        Frame = family.ToFrame(files.Config, name => IdOf(family, name) ?? throw new CorruptModelException(file.Origin, $"it has no {name}"));
        VocabularySize = Math.Max(ids.Count, added.Count == 0 ? 0 : added.Max(static token => token.Id) + 1);
        TypeIdCount = family.TypeIdCount;
        ClsId = IdOf(family, "cls_token");
        SepId = IdOf(family, "sep_token");
        PadId = IdOf(family, "pad_token") ?? (file.PadId >= 0 ? ids.FromFile(file.PadId) : null);
        PaddingSide = TokenizerConfigCheck.PaddingSideOf(files);
    }

    public override int VocabularySize { get; }

    public override SpecialFrame Frame { get; }

    public override int TypeIdCount { get; }

    public override int? ClsId { get; }

    public override int? SepId { get; }

    public override int? PadId { get; }

    public override PaddingSide PaddingSide { get; }

    /// <summary>Makes an encoder from files.</summary>
    /// <param name="path">The file of pieces.</param>
    /// <param name="files">What says how its model uses it.</param>
    /// <param name="modelConfig">config.json, or <c>null</c>.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">A setting would give other ids than this version can give, or two files disagree.</exception>
    public static SentencePieceEncoder Create(string path, TokenizerFiles files, JsonSettings? modelConfig, int maximumTokens) =>
        Create(path, static path => SentencePieceFile.Load(path), files, modelConfig, maximumTokens);

    /// <summary>Makes an encoder of pieces that were in another kind of file.</summary>
    /// <param name="file">The pieces.</param>
    /// <param name="files">What says how its model uses it.</param>
    /// <param name="modelConfig">config.json, or <c>null</c>.</param>
    /// <param name="maximumTokens">The number of token ids that the backbone knows.</param>
    /// <inheritdoc cref="Create(string, TokenizerFiles, JsonSettings?, int)" path="/exception"/>
    public static SentencePieceEncoder Create(SentencePieceFile file, TokenizerFiles files, JsonSettings? modelConfig, int maximumTokens) =>
        Create(file.Origin, _ => file, files, modelConfig, maximumTokens);

    private static SentencePieceEncoder Create(
        string path, Func<string, SentencePieceFile> load, TokenizerFiles files, JsonSettings? modelConfig, int maximumTokens)
    {
        SentencePieceFamily family = SentencePieceFamily.Find(path, files, modelConfig);
        SentencePieceRefusals.Check(files.Config);
        SentencePieceFile file = load(path);
        SentencePieceIds ids = new(file, family);
        if (file.Tokens.Count > maximumTokens)
        {
            throw new CorruptModelException(
                path, FormattableString.Invariant($"it has {file.Tokens.Count} pieces, and the backbone knows {maximumTokens} (vocab_size of config.json)"));
        }

        return new SentencePieceEncoder(file, ids, family, ReadTokens(family, files, ids, maximumTokens), files);
    }

    public override bool IsByte(int id) =>
        !_addedById.ContainsKey(id) && _ids.ToFile(id) is { } piece && _file.Tokens[piece].Type == SentencePieceType.Byte;

    public override void Append(ReadOnlySpan<char> text, long wanted, List<int> ids, List<int>? words)
    {
        int start = ids.Count;
        SpacedWords counter = new(words);
        for (int position = 0; position < text.Length && ids.Count - start < wanted;)
        {
            AddedToken? token = _added.Find(text, position, out int at, out int end);
            AddedTokenSpace.Widen(token, text, position, ref at, ref end);
            ReadOnlySpan<char> part = text[position..at];
            counter.Pass(part[..AddedTokenSpace.Leading(part)]);
            AppendParts(LoneSurrogates.Replace(part), position == 0 || _prefixesEach, wanted - (ids.Count - start), ids, ref counter);
            counter.Pass(part[part.TrimEnd().Length..]);
            if (token is not null && ids.Count - start < wanted)
            {
                ids.Add(token.Id);
                counter.AddToken(text[at..end]);
            }

            position = end;
        }
    }

    public override string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens)
    {
        StringBuilder text = new();
        List<int> pieces = [];
        foreach (int id in ids)
        {
            AddedToken? added = _addedById.GetValueOrDefault(id);
            if (added is null)
            {
                // An id between the pieces and a token that was added far beyond them stands for nothing.
                if (_ids.ToFile(id) is { } piece)
                {
                    pieces.Add(piece);
                }
            }
            else if (!(skipSpecialTokens && added.Special))
            {
                AppendPieces(text, pieces);
                text.Append(added.Content);
            }
        }

        AppendPieces(text, pieces);
        return text.ToString();
    }

    private int? IdOf(SentencePieceFamily family, string name)
    {
        if (family.IsBare)
        {
            int id = name switch { "bos_token" => _file.BeginId, "eos_token" => _file.EndId, _ => -1 };
            return id >= 0 ? id : null;
        }

        return family.Tokens.TryGetValue(name, out string? token) ? _addedById.Values.FirstOrDefault(added => added.Content == token)?.Id : null;
    }

    private static IReadOnlyList<AddedToken> ReadTokens(SentencePieceFamily family, TokenizerFiles files, SentencePieceIds ids, int maximumTokens)
    {
        AddedTokenList added = new(ids, maximumTokens);
        added.ReadOverJson(files with { Json = null });
        foreach (string token in family.Tokens.Values)
        {
            added.AddDefault(token, ids.Origin, leftStrip: family.MaskTakesSpace && token == family.MaskToken);
        }

        for (int i = 0; i < family.SentinelCount; i++)
        {
            added.AddDefault(SentencePieceIds.Sentinel(i), ids.Origin);
        }

        return added.ToTokens();
    }

    private static UnigramModel ToUnigram(SentencePieceFile file)
    {
        IReadOnlyList<SentencePieceToken> tokens = file.Tokens;
        return new UnigramModel(
            [.. tokens.Select(static token => token.Text)],
            [.. tokens.Select(static token => token.Type == SentencePieceType.Normal ? token.Text : "")],
            [.. tokens.Select(static token => (double)token.Score)],
            tokens.Where(static token => token.Type == SentencePieceType.Normal).Min(static token => token.Score),
            file.UnknownId,
            file.ByteFallback ? ByteTokens.Find([.. tokens.Select(static token => token.Type == SentencePieceType.Byte ? token.Text : "")]) : null);
    }

    // Then a text may not be cut before a space.
    private static bool HasInnerSpace(string piece) =>
        piece.AsSpan().TrimStart(SentencePieceNormalization.Space).Contains(SentencePieceNormalization.Space);

    // A text is cut at a space, which the space that is put before the next part stands for.
    private void AppendParts(ReadOnlySpan<char> text, bool addPrefix, long wanted, List<int> ids, ref SpacedWords counter)
    {
        int start = ids.Count;
        int partLength = LongText.PartLength(wanted);
        while (!text.IsEmpty && ids.Count - start < wanted)
        {
            int length = _canBeCut ? LengthOfPart(text, partLength) : text.Length;
            AppendNormalized(_normalization.Normalize(text[..length], addPrefix), addPrefix && _file.AddPrefix, start, ids, ref counter);
            text = text[Math.Min(text.Length, length + 1)..];
            if (!text.IsEmpty)
            {
                counter.Pass(" ");
            }

            addPrefix = true;
        }
    }

    private static int LengthOfPart(ReadOnlySpan<char> text, int limit)
    {
        for (int i = Math.Min(text.Length - 1, limit) - 1; text.Length > limit && i > 0; i--)
        {
            if (text[i] == ' ' && char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiLetterOrDigit(text[i + 1]))
            {
                return i;
            }
        }

        return text.Length;
    }

    // Texts that stay whole are pieces by themselves.
    private void AppendNormalized(string text, bool hasPrefix, int first, List<int> ids, ref SpacedWords counter)
    {
        int done = 0;
        for (int i = 0; i < text.Length;)
        {
            int length = _normalization.LengthOfKept(text.AsSpan(i));
            if (length == 0)
            {
                i++;
                continue;
            }

            AppendPieces(text.AsSpan(done, i - done), hasPrefix && done == 0, first, ids, ref counter);
            _file.TryGetId(text.Substring(i, length), out int id);
            ids.Add(_ids.FromFile(id));
            counter.Add(text.AsSpan(i, length), hasPrefix: false);
            i += length;
            done = i;
        }

        AppendPieces(text.AsSpan(done), hasPrefix && done == 0, first, ids, ref counter);
    }

    private void AppendPieces(ReadOnlySpan<char> text, bool hasPrefix, int first, List<int> ids, ref SpacedWords counter)
    {
        if (text.IsEmpty)
        {
            return;
        }

        List<int> pieces = [];
        List<int>? lengths = counter.IsWanted ? [] : null;
        _model.Append(text, long.MaxValue, pieces, lengths);
        int unknown = _ids.FromFile(_file.UnknownId);
        int position = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            ReadOnlySpan<char> spelt = lengths is null ? default : text.Slice(position, lengths[i]);
            position += spelt.Length;
            int id = _ids.FromFile(pieces[i]);
            if (id == unknown && ids.Count > first && ids[^1] == unknown)
            {
                // Unknown stretches that touch are one.
                counter.Pass(spelt);
                continue;
            }

            ids.Add(id);
            counter.Add(spelt, hasPrefix && i == 0);
        }
    }

    private void AppendPieces(StringBuilder text, List<int> pieces)
    {
        if (pieces.Count > 0)
        {
            bool isApart = text.Length > 0 && _file.Tokens[pieces[0]].Text.StartsWith(SentencePieceNormalization.Space);
            text.Append(isApart ? " " : "").Append(_decoding.Decode(pieces));
            pieces.Clear();
        }
    }
}
