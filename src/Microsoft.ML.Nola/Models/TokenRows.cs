using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Models;

/// <summary>Tokenised rows: packed int32 ids one after the other, nothing else of the text is kept.</summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="maxLength">The tokens at which the text of a row is cut.</param>
/// <param name="keepsTypeIds">Whether the backbone gets token types, which say which text a token belongs to; without them all belong to one.</param>
internal sealed class TokenRows(TextTokenizer tokenizer, int maxLength, bool keepsTypeIds) : IBatchSource
{
    private readonly List<int> _ids = [];
    private readonly List<int> _typeIds = [];
    private readonly List<int> _ends = [];

    public int Count => _ends.Count;

    /// <summary>The tokens at which the text of a row is cut.</summary>
    public int MaxLength => maxLength;

    /// <summary>The number of rows whose text was cut.</summary>
    public int Truncated { get; private set; }

    /// <summary>Tokenises a row.</summary>
    public void Add(string first, string? second)
    {
        tokenizer.Encode(first, second, maxLength, _ids, keepsTypeIds ? _typeIds : null, out bool truncated);
        _ends.Add(_ids.Count);
        Truncated += truncated ? 1 : 0;
    }

    public int LengthOf(int row) => _ends[row] - StartOf(row);

    public ModelInput ToBatch(ReadOnlySpan<int> rows)
    {
        int length = 0;
        foreach (int row in rows)
        {
            length = Math.Max(length, LengthOf(row));
        }

        var ids = new int[rows.Length * length];
        var mask = new int[ids.Length];
        int[] typeIds = keepsTypeIds ? new int[ids.Length] : [];
        if (tokenizer.PadId != 0)
        {
            Array.Fill(ids, tokenizer.PadId);
        }

        for (int i = 0; i < rows.Length; i++)
        {
            (int start, int count) = (StartOf(rows[i]), LengthOf(rows[i]));
            CollectionsMarshal.AsSpan(_ids).Slice(start, count).CopyTo(ids.AsSpan(i * length));
            mask.AsSpan(i * length, count).Fill(1);
            if (keepsTypeIds)
            {
                CollectionsMarshal.AsSpan(_typeIds).Slice(start, count).CopyTo(typeIds.AsSpan(i * length));
            }
        }

        return new TokenBatch(ids, mask, rows.Length, length, typeIds);
    }

    private int StartOf(int row) => row == 0 ? 0 : _ends[row - 1];
}
