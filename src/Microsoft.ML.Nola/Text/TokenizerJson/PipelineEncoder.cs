using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Text.Unigram;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>
/// A tokenizer as Hugging Face's library has it: added tokens are found, what lies between them is normalised, split into words and given to a model. A long
/// text is taken in parts, if nothing changes by that, so that what is cut off costs little.
/// </summary>
internal sealed class PipelineEncoder : TextEncoder
{
    private readonly PipelineParts _parts;
    private readonly AddedTokens _rawTokens;
    private readonly NormalizedTokens _normalizedTokens;
    private readonly TextCuts _cuts;
    private readonly Dictionary<int, AddedToken> _addedById;

    /// <param name="parts">What it consists of.</param>
    /// <exception cref="NolaCompatibilityException">An added token is not itself once it is normalised.</exception>
    public PipelineEncoder(PipelineParts parts)
    {
        _parts = parts;
        _rawTokens = new AddedTokens(parts.Added.Where(static token => !token.Normalized).Select(static token => (token.Content, token)));
        _normalizedTokens = new NormalizedTokens(parts);
        _cuts = new TextCuts(parts, _normalizedTokens);
        _addedById = parts.Added.ToDictionary(static token => token.Id);
        VocabularySize = Math.Max(parts.Model.VocabularySize, parts.Added.Count == 0 ? 0 : parts.Added.Max(static token => token.Id) + 1);
    }

    public override int VocabularySize { get; }

    public override SpecialFrame Frame => _parts.Frame;

    public override int TypeIdCount => _parts.TypeIdCount;

    public override int? ClsId => _parts.ClsId;

    public override int? SepId => _parts.SepId;

    public override int? PadId => _parts.PadId;

    public override PaddingSide PaddingSide => _parts.PaddingSide;

    public override bool IsByte(int id) => ByteTokens.Parse(_parts.Model.TokenOf(id)) is not null;

    public override void Append(ReadOnlySpan<char> text, long wanted, List<int> ids, List<int>? words)
    {
        int start = ids.Count;
        WordMap? map = words is null ? null : new WordMap(_parts.Normalizer);
        for (int position = 0; position < text.Length && ids.Count - start < wanted;)
        {
            AddedToken? token = _rawTokens.Find(text, position, out int at, out int end);
            AddedTokenSpace.Widen(token, text, position, ref at, ref end);
            AppendSegment(text[position..at], position == 0, wanted - (ids.Count - start), ids, words, map);
            if (token is not null && ids.Count - start < wanted)
            {
                ids.Add(token.Id);
                words?.Add(map!.GoOver(text[at..end]));
            }

            position = end;
        }
    }

    public override string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens)
    {
        List<string> tokens = new(ids.Count);
        foreach (int id in ids)
        {
            AddedToken? added = _addedById.GetValueOrDefault(id);
            // An id that no token has stands for nothing.
            if ((added?.Content ?? _parts.Model.TokenOf(id)) is { } token && !(skipSpecialTokens && added is { Special: true }))
            {
                tokens.Add(token);
            }
        }

        return _parts.Decoder is null ? string.Join(' ', tokens) : string.Concat(_parts.Decoder.Decode(tokens));
    }

    // What lies between two tokens of the raw text.
    private void AppendSegment(ReadOnlySpan<char> segment, bool begins, long wanted, List<int> ids, List<int>? words, WordMap? map)
    {
        int start = ids.Count;
        int limit = LongText.PartLength(wanted);
        for (int position = 0; position < segment.Length && ids.Count - start < wanted;)
        {
            ReadOnlySpan<char> rest = segment[position..];
            if (_parts.AsciiWords is { } ascii && words is null && _normalizedTokens.IsEmpty)
            {
                int done = ascii.AppendAscii(rest, wanted - (ids.Count - start), ids);
                position += done;
                rest = rest[done..];
                if (rest.IsEmpty || ids.Count - start >= wanted)
                {
                    break;
                }

                rest = rest[..ascii.LengthOfOther(rest)];
            }

            int length = _cuts.LengthOfPart(rest, limit);
            string part = LoneSurrogates.Replace(segment.Slice(position, length));
            bool isFirst = position == 0;
            bool isLast = position + length == segment.Length;
            int[]? wordOf = null;
            string normalized = map?.Normalize(part, isFirst, isLast, out wordOf) ?? _parts.Normalizer?.Normalize(part, isFirst, isLast) ?? part;
            AppendNormalized(new TextPiece(normalized, 0, normalized.Length, begins && isFirst, wordOf), wanted - (ids.Count - start), ids, words);
            position += length;
        }
    }

    private void AppendNormalized(TextPiece text, long wanted, List<int> ids, List<int>? words)
    {
        int start = ids.Count;
        for (int position = 0; position < text.Length && ids.Count - start < wanted;)
        {
            AddedToken? token = _normalizedTokens.Find(text.Span, position, out int at, out int end);
            AppendWords(text.Slice(position, at - position), wanted - (ids.Count - start), ids, words);
            if (token is not null && ids.Count - start < wanted)
            {
                ids.Add(token.Id);
                words?.Add(text.Words![text.Start + Math.Min(at + AddedTokenSpace.Leading(text.Span[at..end]), end - 1)]);
            }

            position = end;
        }
    }

    private void AppendWords(TextPiece text, long wanted, List<int> ids, List<int>? words)
    {
        if (text.Length == 0)
        {
            return;
        }

        List<TextPiece> pieces = [];
        if (_parts.PreTokenizer is null)
        {
            pieces.Add(text);
        }
        else
        {
            _parts.PreTokenizer.Split(text, pieces);
        }

        int start = ids.Count;
        List<int>? lengths = words is null ? null : [];
        foreach (TextPiece piece in pieces)
        {
            if (ids.Count - start >= wanted)
            {
                break;
            }

            lengths?.Clear();
            _parts.Model.Append(piece.Span, wanted - (ids.Count - start), ids, lengths);
            int position = piece.Start;
            foreach (int length in CollectionsMarshal.AsSpan(lengths))
            {
                words!.Add(piece.Words![Math.Min(position, piece.Start + piece.Length - 1)]);
                position += length;
            }
        }
    }
}
