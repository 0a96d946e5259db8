namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What every text encoder checks before it computes.</summary>
internal static class TokenInput
{
    /// <summary>The batch of texts that an encoder was given.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="state">What a decoder would carry; an encoder has none.</param>
    /// <param name="limits">What the encoder accepts.</param>
    /// <exception cref="ArgumentException">The input is of the wrong kind, too long, or has an id that the encoder does not know.</exception>
    public static TokenBatch Check(ModelInput input, ForwardState? state, TextLimits limits)
    {
        if (input is not TokenBatch batch)
        {
            throw new ArgumentException($"This backbone takes texts, a TokenBatch, not a {input.GetType().Name}.", nameof(input));
        }

        if (state is not null)
        {
            throw new ArgumentException(
                "This backbone is an encoder: it reads all tokens at once and carries no state from one pass to the next.", nameof(state));
        }

        if (batch.Length > limits.MaxLength)
        {
            throw new ArgumentException(
                $"The rows have {batch.Length} tokens; this backbone has {limits.MaxLength} positions (max_position_embeddings).", nameof(input));
        }

        // Torch reports an id out of range without saying which; on a GPU it ends the process.
        Require(batch.InputIds.Span, limits.VocabularySize, "inputIds", "vocab_size");
        if (limits.TokenTypes > 0)
        {
            Require(batch.TokenTypeIds.Span, limits.TokenTypes, "tokenTypeIds", "type_vocab_size");
        }

        return batch;
    }

    private static void Require(ReadOnlySpan<int> ids, int count, string name, string field)
    {
        int at = ids.IndexOfAnyExceptInRange(0, count - 1);
        if (at >= 0)
        {
            throw new ArgumentOutOfRangeException(name, ids[at], $"{name}[{at}] is not below this backbone's {field} of {count}.");
        }
    }
}
