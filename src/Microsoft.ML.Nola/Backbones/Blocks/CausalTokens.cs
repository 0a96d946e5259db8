using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// Where the tokens of a pass of a decoder stand, and which earlier ones they see. A token's position is the number of real tokens before it in its row, so
/// padding changes nothing for the others, on whichever side it is.
/// </summary>
internal sealed class CausalTokens
{
    private readonly int[] _mask;
    private readonly int[]? _allPositions;
    private readonly int _rows;
    private readonly int _length;

    /// <summary>Looks at the tokens of a pass.</summary>
    /// <param name="mask">1 where a token is real, [rows, tokens read so far and in this pass].</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="length">The number of tokens of a row in this pass: the last ones of the mask.</param>
    public CausalTokens(ReadOnlySpan<int> mask, int rows, int length)
    {
        _mask = mask.ToArray();
        (_rows, _length, Total) = (rows, length, mask.Length / rows);
        _allPositions = HasPaddingBeforeTokens() ? Count() : null;
        Positions = _allPositions is null ? [.. Enumerable.Range(Total - length, length)] : TakeLast(_allPositions);
    }

    /// <summary>The positions of the tokens of the pass: [length] if they are those of every row, else [rows, length].</summary>
    public int[] Positions { get; }

    /// <summary>The number of tokens of a row, those of earlier passes included.</summary>
    public int Total { get; }

    /// <summary>Whether attention without a mask has to be told that no token sees a later one: a lone token sees all that there is.</summary>
    public bool IsCausal => _length > 1;

    /// <summary>
    /// 0 at what a token sees and minus infinity elsewhere, [rows or 1, 1, length, tokens so far]; null if causality is all that there is to say, which is
    /// the fastest attention. A token that is padding sees itself at least: a softmax over nothing is no number.
    /// </summary>
    /// <param name="window">How many tokens a token sees, itself included; null if all.</param>
    /// <param name="isNeeded">Whether there is to be a mask for causality too.</param>
    /// <param name="device">Where it is used.</param>
    /// <exception cref="NolaCompatibilityException">The mask has more numbers than a span.</exception>
    public torch.Tensor? CreateMask(int? window, bool isNeeded, torch.Device device)
    {
        bool slides = window < Total;
        bool isPlain = _allPositions is null && !slides && (_length == 1 || (_length == Total && !isNeeded));
        return isPlain ? null : TensorMemory.Create(
            [_allPositions is null ? 1 : _rows, 1, _length, Total], values => Fill(values, window ?? int.MaxValue), device);
    }

    private bool HasPaddingBeforeTokens()
    {
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<int> tokens = _mask.AsSpan(row * Total, Total);
            if (tokens[..(tokens.LastIndexOf(1) + 1)].Contains(0))
            {
                return true;
            }
        }

        return false;
    }

    private int[] Count()
    {
        var positions = new int[_mask.Length];
        for (int row = 0; row < _rows; row++)
        {
            for (int at = row * Total, real = 0; at < (row + 1) * Total; at++)
            {
                positions[at] = real;
                real += _mask[at];
            }
        }

        return positions;
    }

    private int[] TakeLast(int[] positions)
    {
        var last = new int[_rows * _length];
        for (int row = 0; row < _rows; row++)
        {
            positions.AsSpan(((row + 1) * Total) - _length, _length).CopyTo(last.AsSpan(row * _length));
        }

        return last;
    }

    private void Fill(Span<float> values, int window)
    {
        values.Fill(float.NegativeInfinity);
        for (int at = 0; at < values.Length / Total; at++)
        {
            (int row, int query) = (at / _length, Total - _length + (at % _length));
            Span<float> keys = values.Slice(at * Total, Total);
            if (_allPositions is null)
            {
                int first = Math.Max(0, query - window + 1);
                keys[first..(query + 1)].Clear();
                continue;
            }

            ReadOnlySpan<int> positions = _allPositions.AsSpan(row * Total, Total);
            ReadOnlySpan<int> mask = _mask.AsSpan(row * Total, Total);
            for (int key = 0; key <= query; key++)
            {
                if (key == query || (mask[key] == 1 && positions[query] - positions[key] < window))
                {
                    keys[key] = 0;
                }
            }
        }
    }
}
