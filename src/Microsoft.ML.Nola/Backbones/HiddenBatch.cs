namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// Rows that have gone through the lower layers of a backbone: what <see cref="Backbone.StatesBefore"/> gave for them. If nothing adapts those layers, they need be
/// computed once only.
/// </summary>
internal sealed class HiddenBatch : ModelInput
{
    /// <summary>Creates a batch over memory that the caller does not change while the batch is in use.</summary>
    /// <param name="states">The states, [rows, length, hidden].</param>
    /// <param name="rows">The number of rows, at least 1.</param>
    /// <param name="length">The number of tokens of a row, at least 1.</param>
    /// <param name="layer">The layer that the states go into.</param>
    /// <param name="tokens">The texts that the states are of, which say what is padding; null for images. States at padding can be any numbers.</param>
    /// <exception cref="ArgumentException">The states cannot be those of so many tokens.</exception>
    public HiddenBatch(ReadOnlyMemory<float> states, int rows, int length, int layer, TokenBatch? tokens = null)
        : base(rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(layer, 0);
        if (states.IsEmpty || states.Length % ((long)rows * length) != 0)
        {
            throw new ArgumentException($"states has {states.Length} values, which are not those of {rows} rows of {length} tokens.", nameof(states));
        }

        if (tokens is not null && (tokens.Rows != rows || tokens.Length != length))
        {
            throw new ArgumentException($"The texts are {tokens.Rows} rows of {tokens.Length} tokens; the states are of {rows} rows of {length}.", nameof(tokens));
        }

        States = states;
        Tokens = tokens;
        Length = length;
        Layer = layer;
    }

    /// <summary>The number of tokens of a row.</summary>
    public int Length { get; }

    /// <summary>The layer that the states go into.</summary>
    public int Layer { get; }

    public ReadOnlyMemory<float> States { get; }

    /// <summary>The texts that the states are of; null for images.</summary>
    public TokenBatch? Tokens { get; }
}
