using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>Tokenised rows: packed int32 ids one after the other, nothing else of the text is kept.</summary>
/// <param name="layout">How the texts of a row become sequences.</param>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="maxLength">The tokens at which a sequence is cut.</param>
/// <param name="keepsTypeIds">Whether the backbone gets token types, which say which text a token belongs to; without them all belong to one.</param>
/// <param name="tokens">The tokens at which the texts of a language model begin and end; null if it is none.</param>
internal sealed class TokenRows(TextLayout layout, TextTokenizer tokenizer, int maxLength, bool keepsTypeIds, GenerationTokens? tokens = null) : InputRows
{
    /// <summary>A forward without gradients takes this many sequences, or as many as it takes rows if those are more.</summary>
    private const int SequencesOfForward = 16;

    private readonly List<int> _ids = [];
    private readonly List<int> _typeIds = [];
    private readonly List<int> _sequenceEnds = [];
    private readonly List<int> _rowEnds = [];
    private readonly List<ReadToken> _readTokens = [];
    private readonly List<int> _readEnds = [];
    private int _truncated;
    private bool _rowIsCut;

    public override int Count => _rowEnds.Count;

    /// <summary>The tokenizer.</summary>
    public TextTokenizer Tokenizer => tokenizer;

    /// <summary>The tokens at which a sequence is cut.</summary>
    public int MaxLength => maxLength;

    /// <summary>The tokens at which the texts of a language model begin and end; null if it is none.</summary>
    public GenerationTokens? Tokens => tokens;

    public override int Truncated => _truncated;

    public override string TruncatedNote => string.Create(CultureInfo.InvariantCulture, $"are longer than MaxLength, {maxLength} tokens");

    public override string LeftOutNote =>
        string.Create(CultureInfo.InvariantCulture, $"have a prompt that leaves no token of MaxLength, {maxLength}, to what follows");

    public override string DescribeAllLeftOut(string what, int count) => string.Create(
        CultureInfo.InvariantCulture,
        $"none of the {count:N0} rows of the {what} with a completion has a prompt of less than MaxLength, {maxLength} tokens; raise MaxLength or shorten the prompts");

    public override void Add(RowInput row)
    {
        var texts = (TextInput)row;
        Add(texts.First, texts.Second);
    }

    /// <summary>Tokenises a row.</summary>
    public void Add(string first, string? second)
    {
        _rowIsCut = false;
        layout.Add(this, first, second);
        _rowEnds.Add(_sequenceEnds.Count);
        _truncated += _rowIsCut ? 1 : 0;
    }

    /// <summary>Adds a sequence to the row that is being added: a text, or a pair of texts.</summary>
    public void AddSequence(string first, string? second)
    {
        tokenizer.Encode(first, second, maxLength, _ids, keepsTypeIds ? _typeIds : null, out bool truncated);
        EndSequence([], truncated);
    }

    /// <summary>Adds a sequence to the row that is being added.</summary>
    /// <param name="ids">Its ids, at most <see cref="MaxLength"/>.</param>
    /// <param name="typeIds">The type of each; ignored if the backbone has none.</param>
    /// <param name="tokens">The tokens that the head reads.</param>
    /// <param name="truncated">Whether a part of the row's text is in no sequence.</param>
    public void AddSequence(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds, IEnumerable<ReadToken> tokens, bool truncated)
    {
        _ids.AddRange(ids);
        if (keepsTypeIds)
        {
            _typeIds.AddRange(typeIds);
        }

        EndSequence(tokens, truncated);
    }

    public override int LengthOf(int row)
    {
        int longest = 0;
        for (int sequence = FirstSequence(row); sequence < _rowEnds[row]; sequence++)
        {
            longest = Math.Max(longest, _sequenceEnds[sequence] - StartOf(sequence));
        }

        return longest;
    }

    public override int SequencesOf(int row) => _rowEnds[row] - FirstSequence(row);

    public override int FeaturesOf(int row) => layout.ReadsTokens ? ReadEnd(_rowEnds[row] - 1) - ReadEnd(FirstSequence(row) - 1) : SequencesOf(row);

    public override RowTokens TokensOf(int row, long number)
    {
        int start = ReadEnd(FirstSequence(row) - 1);
        int[] ends = [.. Enumerable.Range(FirstSequence(row), SequencesOf(row)).Select(sequence => ReadEnd(sequence) - start)];
        return new RowTokens(number, SpansOf(row), ends) { NextIds = () => NextIdsOf(row) };
    }

    public override bool DropEmptyLast()
    {
        bool isEmpty = SequencesOf(Count - 1) == 0;
        if (isEmpty)
        {
            _rowEnds.RemoveAt(Count - 1);
            _truncated -= _rowIsCut ? 1 : 0;
        }

        return isEmpty;
    }

    public override TextSpan[] SpansOf(int row)
    {
        if (!layout.ReadsTokens)
        {
            return [];
        }

        int start = ReadEnd(FirstSequence(row) - 1);
        return [.. _readTokens.GetRange(start, ReadEnd(_rowEnds[row] - 1) - start).Select(static token => token.Span)];
    }

    public override void KeepOfLast(IReadOnlyList<int> sequences)
    {
        int first = FirstSequence(Count - 1);
        var kept = sequences.Select(index => CopyOf(first + index)).ToArray();
        CollectionsMarshal.SetCount(_ids, StartOf(first));
        CollectionsMarshal.SetCount(_typeIds, keepsTypeIds ? StartOf(first) : 0);
        CollectionsMarshal.SetCount(_readTokens, ReadEnd(first - 1));
        CollectionsMarshal.SetCount(_sequenceEnds, first);
        CollectionsMarshal.SetCount(_readEnds, layout.ReadsTokens ? first : 0);
        foreach ((int[] ids, int[] typeIds, ReadToken[] tokens) in kept)
        {
            AddSequence(ids, typeIds, tokens, truncated: false);
        }

        _rowEnds[^1] = _sequenceEnds.Count;
    }

    public override ModelInput ToBatch(ReadOnlySpan<int> rows) => ToBatchOf(SequencesOfAll(rows));

    public override IEnumerable<ModelInput> ToBatches(int[] rows) =>
        layout.ReadsTokens ? SequencesOfAll(rows).Chunk(Math.Max(SequencesOfForward, rows.Length)).Select(ToBatchOf) : [ToBatch(rows)];

    private int[] NextIdsOf(int row)
    {
        var ids = new List<int>(FeaturesOf(row));
        for (int sequence = FirstSequence(row); sequence < _rowEnds[row]; sequence++)
        {
            for (int token = ReadEnd(sequence - 1); token < ReadEnd(sequence); token++)
            {
                ids.Add(_ids[StartOf(sequence) + _readTokens[token].Position + 1]);
            }
        }

        return [.. ids];
    }

    private int[] SequencesOfAll(ReadOnlySpan<int> rows)
    {
        var sequences = new List<int>(rows.Length);
        foreach (int row in rows)
        {
            for (int sequence = FirstSequence(row); sequence < _rowEnds[row]; sequence++)
            {
                sequences.Add(sequence);
            }
        }

        return [.. sequences];
    }

    private (int[] Ids, int[] TypeIds, ReadToken[] Tokens) CopyOf(int sequence)
    {
        (int start, int end) = (StartOf(sequence), _sequenceEnds[sequence]);
        (int read, int readEnd) = (ReadEnd(sequence - 1), ReadEnd(sequence));
        return (
            CollectionsMarshal.AsSpan(_ids)[start..end].ToArray(),
            keepsTypeIds ? CollectionsMarshal.AsSpan(_typeIds)[start..end].ToArray() : [],
            CollectionsMarshal.AsSpan(_readTokens)[read..readEnd].ToArray());
    }

    private TokenBatch ToBatchOf(int[] sequences)
    {
        int length = 0;
        foreach (int sequence in sequences)
        {
            length = Math.Max(length, _sequenceEnds[sequence] - StartOf(sequence));
        }

        var ids = new int[sequences.Length * length];
        var mask = new int[ids.Length];
        int[] typeIds = keepsTypeIds ? new int[ids.Length] : [];
        List<int>? read = layout.ReadsTokens ? [] : null;
        if (tokenizer.PadId != 0)
        {
            Array.Fill(ids, tokenizer.PadId);
        }

        int offset = 0;
        foreach (int sequence in sequences)
        {
            (int start, int end) = (StartOf(sequence), _sequenceEnds[sequence]);
            CollectionsMarshal.AsSpan(_ids)[start..end].CopyTo(ids.AsSpan(offset));
            mask.AsSpan(offset, end - start).Fill(1);
            if (keepsTypeIds)
            {
                CollectionsMarshal.AsSpan(_typeIds)[start..end].CopyTo(typeIds.AsSpan(offset));
            }

            for (int token = ReadEnd(sequence - 1); token < ReadEnd(sequence); token++)
            {
                read!.Add(offset + _readTokens[token].Position);
            }

            offset += length;
        }

        return new TokenBatch(ids, mask, sequences.Length, length, typeIds) { ReadPositions = read?.ToArray() };
    }

    private void EndSequence(IEnumerable<ReadToken> tokens, bool truncated)
    {
        _sequenceEnds.Add(_ids.Count);
        if (layout.ReadsTokens)
        {
            _readTokens.AddRange(tokens);
            _readEnds.Add(_readTokens.Count);
        }

        _rowIsCut |= truncated;
    }

    private int FirstSequence(int row) => row == 0 ? 0 : _rowEnds[row - 1];

    private int StartOf(int sequence) => sequence == 0 ? 0 : _sequenceEnds[sequence - 1];

    private int ReadEnd(int sequence) => sequence < 0 || !layout.ReadsTokens ? 0 : _readEnds[sequence];
}
