namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// A batch of token ids, padded to one length: on the right, or for a decoder on either side. Arrays are row-major [rows, length].
/// </summary>
public sealed class TokenBatch : ModelInput
{
    /// <summary>Creates a batch over memory that the caller does not change while the batch is in use.</summary>
    /// <param name="inputIds">Token ids, [rows, length].</param>
    /// <param name="attentionMask">1 where a token is real, 0 where it is padding, [rows, length]; every row has at least one 1.</param>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="length">The number of tokens of a row, at least 1.</param>
    /// <param name="tokenTypeIds">Token types (segments), [rows, length]; all 0 if it is empty. A backbone without token types ignores them.</param>
    /// <exception cref="ArgumentException">A length does not fit, or the mask holds something other than 0 and 1, or a row has no token.</exception>
    public TokenBatch(
        ReadOnlyMemory<int> inputIds,
        ReadOnlyMemory<int> attentionMask,
        int rows,
        int length,
        ReadOnlyMemory<int> tokenTypeIds = default)
        : base(rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        int size = checked(rows * length);
        RequireSize(inputIds.Length, size, nameof(inputIds));
        RequireSize(attentionMask.Length, size, nameof(attentionMask));
        if (!tokenTypeIds.IsEmpty)
        {
            RequireSize(tokenTypeIds.Length, size, nameof(tokenTypeIds));
        }

        InputIds = inputIds;
        AttentionMask = attentionMask;
        TokenTypeIds = tokenTypeIds;
        Length = length;
        HasPadding = CheckMask(attentionMask.Span, length);
    }

    /// <summary>Gets the number of tokens of a row, padding included.</summary>
    public int Length { get; }

    internal ReadOnlyMemory<int> InputIds { get; }

    internal ReadOnlyMemory<int> AttentionMask { get; }

    internal ReadOnlyMemory<int> TokenTypeIds { get; }

    /// <summary>Whether any token is padding; attention needs no mask if none is.</summary>
    internal bool HasPadding { get; }

    /// <summary>
    /// The tokens whose hidden states are read, as indexes into the rows one after another; null if the rows are pooled.
    /// </summary>
    internal int[]? ReadPositions { get; init; }

    private static void RequireSize(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{name} has {actual} entries; rows x length is {expected}.", name);
        }
    }

    private static bool CheckMask(ReadOnlySpan<int> mask, int length)
    {
        if (mask.ContainsAnyExceptInRange(0, 1))
        {
            throw new ArgumentException("attentionMask holds something else than 0 and 1.", nameof(mask));
        }

        for (int start = 0; start < mask.Length; start += length)
        {
            if (!mask.Slice(start, length).Contains(1))
            {
                throw new ArgumentException($"attentionMask has no token in row {start / length}.", nameof(mask));
            }
        }

        return mask.Contains(0);
    }
}
