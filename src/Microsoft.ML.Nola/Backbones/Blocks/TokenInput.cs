namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What every network of texts checks before it computes.</summary>
internal static class TokenInput
{
    /// <summary>The batch of texts that an encoder was given.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="state">What a decoder would carry; an encoder has none.</param>
    /// <param name="limits">What the encoder accepts.</param>
    /// <exception cref="ArgumentException">The input is of the wrong kind, too long, or has an id that the encoder does not know.</exception>
    public static TokenBatch Check(ModelInput input, ForwardState? state, TextLimits limits)
    {
        RefuseState(state);
        TokenBatch batch = Check(input, limits);
        if (batch.Length > limits.MaxLength)
        {
            throw new ArgumentException(
                $"The rows have {batch.Length} tokens; this backbone has {limits.MaxLength} positions (max_position_embeddings).", nameof(input));
        }

        return batch;
    }

    /// <summary>The batch of texts that a decoder was given. Padding takes no position.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="state">What earlier passes left, or null.</param>
    /// <param name="limits">What the decoder accepts.</param>
    /// <exception cref="ArgumentException">The input is of the wrong kind, too long together with what the state holds, or has an id that the decoder does
    /// not know.</exception>
    public static TokenBatch CheckForDecoder(ModelInput input, ForwardState? state, TextLimits limits)
    {
        TokenBatch batch = Check(input, limits);
        int before = state is null || state.Rows != batch.Rows ? 0 : state.Length;
        if (before + batch.Length <= limits.MaxLength)
        {
            return batch;
        }

        for (int row = 0; row < batch.Rows; row++)
        {
            int read = before == 0 ? 0 : state!.Mask.Slice(row * before, before).Count(1);
            int added = batch.AttentionMask.Span.Slice(row * batch.Length, batch.Length).Count(1);
            if (read + added > limits.MaxLength)
            {
                throw new ArgumentException(
                    $"Row {row} has {read + added} tokens, {read} of them read in earlier passes; this backbone has {limits.MaxLength} positions.",
                    nameof(input));
            }
        }

        return batch;
    }

    /// <summary>Refuses what only a decoder carries from one pass to the next.</summary>
    /// <exception cref="ArgumentException">There is a state.</exception>
    public static void RefuseState(ForwardState? state)
    {
        if (state is not null)
        {
            throw new ArgumentException(
                "This backbone is an encoder: it reads all tokens at once and carries no state from one pass to the next.", nameof(state));
        }
    }

    private static TokenBatch Check(ModelInput input, TextLimits limits)
    {
        if (input is not TokenBatch batch)
        {
            throw new ArgumentException($"This backbone takes texts, a TokenBatch, not a {input.GetType().Name}.", nameof(input));
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
