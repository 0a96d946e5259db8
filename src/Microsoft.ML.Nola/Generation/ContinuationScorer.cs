using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Generation;

/// <summary>
/// Measures how probable given continuations of prompts are to a language model. A prompt is read once, whatever number of continuations it has: the first
/// token of each is predicted from the prompt's last one, and the others are read behind the prompt's cache.
/// </summary>
/// <param name="backbone">The language model; like the binding it outlives the scorer.</param>
/// <param name="binding">What adapts it.</param>
/// <param name="tokenizer">Its tokenizer.</param>
/// <param name="gate">Runs the passes.</param>
/// <param name="beginId">The token that an empty prompt is; null if there is none.</param>
/// <param name="batchSize">The most rows of a batch.</param>
/// <threadsafety>Safe for use by several threads: each call has a state of its own.</threadsafety>
internal sealed class ContinuationScorer(
    Backbone backbone, AdapterBinding binding, TextTokenizer tokenizer, TorchGate gate, int? beginId, int batchSize = TextGenerator.StandardBatchSize)
{
    /// <summary>Scores the continuations of each prompt.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="continuations">The continuations of each; an empty one has no tokens.</param>
    /// <param name="firstRow">The number of the first prompt's row, for messages.</param>
    /// <param name="throwIfCancelled">Called before each pass; what it throws ends the call.</param>
    /// <returns>For each prompt the scores of its continuations. They do not depend on what else is scored with them.</returns>
    /// <exception cref="NolaException">
    /// A prompt is empty and there is no begin token, or it is too long with a continuation; or scores are not numbers.
    /// </exception>
    public ContinuationScore[][] ScoreAll(
        IReadOnlyList<string> prompts, IReadOnlyList<string[]> continuations, long firstRow = 0, Action? throwIfCancelled = null) =>
        ScoreAll([.. prompts.Select((prompt, index) => Encode(prompt, continuations[index], firstRow + index))], throwIfCancelled);

    /// <inheritdoc cref="ScoreAll(IReadOnlyList{string}, IReadOnlyList{string[]}, long, Action?)"/>
    /// <param name="prompts">The ids of the prompts and of their continuations.</param>
    /// <param name="throwIfCancelled">Called before each pass; what it throws ends the call.</param>
    public ContinuationScore[][] ScoreAll(IReadOnlyList<PromptContinuations> prompts, Action? throwIfCancelled = null)
    {
        double[][] sums = [.. prompts.Select(static prompt => new double[prompt.Continuations.Count])];
        int[] scored = [.. Enumerable.Range(0, prompts.Count).Where(prompt => prompts[prompt].Longest > 0)];
        int[] lengths = Array.ConvertAll(scored, prompt => prompts[prompt].Prompt.Length);
        int longest = scored.Length == 0 ? 0 : scored.Max(prompt => prompts[prompt].Longest);
        foreach (int[] batch in PromptBatches.Plan(lengths, longest, beams: 1, batchSize))
        {
            int[] members = Array.ConvertAll(batch, index => scored[index]);
            using var session = new ContinuationSession(
                backbone, binding, gate, Array.ConvertAll(members, prompt => prompts[prompt]), Array.ConvertAll(members, prompt => sums[prompt]));
            session.Run(batchSize, throwIfCancelled);
        }

        return Array.TrueForAll(sums, static row => Array.TrueForAll(row, double.IsFinite))
            ? [.. prompts.Select((prompt, row) => prompt.Continuations.Select((ids, i) => new ContinuationScore(sums[row][i], ids.Length)).ToArray())]
            : throw new NolaException(
                $"The scores of a continuation are not finite numbers: the adapter, or the backbone {backbone.Identity}, holds numbers that are too large or none. "
                + "Take an undamaged copy, or fit again with a lower learning rate.");
    }

    /// <summary>The ids of a prompt and of its continuations.</summary>
    private PromptContinuations Encode(string prompt, string[] continuations, long row)
    {
        long wanted = backbone.MaxLength + 1L;
        List<int> ids = CompletionEncoding.EncodePrompt(tokenizer, beginId, prompt, wanted);
        if (ids.Count == 0)
        {
            throw new NolaException(FormattableString.Invariant(
                $"The prompt of row {row} is empty, and the model has no begin token (bos_token_id) behind which continuations could be scored. Give it a prompt."));
        }

        return new PromptContinuations([.. ids], Array.ConvertAll(continuations, text =>
        {
            List<int> together = [.. ids];
            if (text.Length > 0)
            {
                CompletionEncoding.AppendCompletion(tokenizer, prompt, text, wanted, together);
            }

            return together.Count <= backbone.MaxLength
                ? together[ids.Count..].ToArray()
                : throw new NolaException(FormattableString.Invariant(
                    $"The prompt of row {row} and a continuation of it have {backbone.MaxLength + 1} tokens or more, and the backbone reads {backbone.MaxLength}. Shorten the prompt."));
        }));
    }
}
