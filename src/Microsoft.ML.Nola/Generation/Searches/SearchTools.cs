using Microsoft.ML.Nola.Generation.Processors;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>What the searches of a batch share: how to search, and scratch memory. For one thread at a time.</summary>
/// <param name="options">The options.</param>
/// <param name="endIds">The end tokens.</param>
/// <param name="tokenizer">Makes text of tokens; null if nobody wants text, which goes without stop strings.</param>
internal sealed class SearchTools(NolaGenerationOptions options, IReadOnlyList<int> endIds, TextTokenizer? tokenizer)
{
    public NolaGenerationOptions Options => options;

    public IReadOnlyList<int> EndIds => endIds;

    public TextTokenizer? Tokenizer => tokenizer;

    public LogitsProcessors Processors { get; } = new(options, endIds);

    public StopStrings StopStrings { get; } = new(tokenizer is null ? [] : options.StopStrings);

    public Probabilities Probabilities { get; } = new();

    public BestScores Best { get; } = new();

    /// <summary>Refuses scores that are not numbers.</summary>
    /// <param name="largest">The largest of them.</param>
    public static void RequireNumber(float largest)
    {
        if (float.IsNaN(largest) || float.IsPositiveInfinity(largest))
        {
            throw new NolaException(
                "The scores of the next token are not finite numbers: the adapter or the backbone holds numbers that are too large or none. Take an undamaged "
                + "copy, or fit again with a lower learning rate.");
        }
    }

    /// <summary>The text of new tokens, without an end token after them.</summary>
    public string TextOf(TokenSequence sequence)
    {
        ReadOnlySpan<int> ids = sequence.NewIds;
        if (ids.Length > 0 && endIds.Contains(ids[^1]))
        {
            ids = ids[..^1];
        }

        return tokenizer is null ? "" : ContinuationText.Decode(tokenizer, sequence.Ids[..sequence.PromptLength], ids);
    }
}
