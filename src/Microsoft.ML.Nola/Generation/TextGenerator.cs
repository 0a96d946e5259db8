#pragma warning disable MA0025, IDE0060, IDE0005 // The bodies follow.
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Generation;

/// <summary>
/// Generates text with a language model and a binding, both of which belong to the caller and outlive it. Holds no memory of libtorch between calls.
/// </summary>
/// <threadsafety>Safe for use by several threads: each call has a state of its own, and each pass of it is one job of the gate.</threadsafety>
internal sealed class TextGenerator
{
    /// <summary>The rows of a batch, each beam a row, unless the caller says otherwise.</summary>
    public const int StandardBatchSize = 32;

    /// <summary>Makes a generator.</summary>
    /// <param name="backbone">A language model.</param>
    /// <param name="binding">What adapts it.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="gate">Runs the passes.</param>
    /// <param name="tokens">The model's begin and end tokens, <see cref="GenerationTokens.Read"/>.</param>
    /// <param name="options">How to generate, already validated; they are copied.</param>
    /// <param name="batchSize">The most rows of a batch, each beam a row; a prompt's beams stay together even if they are more.</param>
    /// <exception cref="SettingsException">The backbone is not a language model, or an option does not go with it.</exception>
    public TextGenerator(
        Backbone backbone,
        AdapterBinding binding,
        TextTokenizer tokenizer,
        TorchGate gate,
        GenerationTokens tokens,
        NolaGenerationOptions options,
        int batchSize = StandardBatchSize)
    {
        throw new NotImplementedException();
    }

    /// <summary>The ids of a prompt.</summary>
    /// <param name="prompt">The prompt. Text that spells a special token is that token.</param>
    /// <param name="addSpecialTokens">
    /// Whether the tokenizer's begin token comes first, if it has one: false for a text in which a chat template wrote it. An end token is never added.
    /// </param>
    /// <param name="row">The number of its row, for messages.</param>
    /// <exception cref="NolaException">It is empty and there is no begin token, or it has more tokens than leave room for one more.</exception>
    public int[] Encode(string prompt, bool addSpecialTokens = true, long row = 0) => throw new NotImplementedException();

    /// <summary>Continues each prompt.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="firstRow">The number of the first prompt's row, on which draws depend.</param>
    /// <param name="cancellationToken">Ends it between two passes.</param>
    /// <returns>The texts, in the order of the prompts. They do not depend on which prompts share a batch.</returns>
    /// <exception cref="NolaException">A prompt is empty and there is no begin token, or is too long; or scores are not numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public GeneratedText[] GenerateAll(IReadOnlyList<string> prompts, long firstRow = 0, CancellationToken cancellationToken = default) =>
        GenerateAll([.. prompts.Select((prompt, index) => Encode(prompt, row: firstRow + index))], firstRow, cancellationToken);

    /// <inheritdoc cref="GenerateAll(IReadOnlyList{string}, long, CancellationToken)"/>
    /// <param name="prompts">The ids of each prompt, as <see cref="Encode"/> gives them.</param>
    /// <param name="firstRow">The number of the first prompt's row, on which draws depend.</param>
    /// <param name="cancellationToken">Ends it between two passes.</param>
    public GeneratedText[] GenerateAll(IReadOnlyList<int[]> prompts, long firstRow = 0, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Continues a prompt piece by piece. Beam search gives its text as one piece.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="row">The number of its row, on which draws depend.</param>
    /// <returns>The stream; the caller disposes it, also before its end.</returns>
    /// <exception cref="NolaException">The prompt is empty and there is no begin token, or is too long.</exception>
    public GenerationStream Stream(string prompt, long row = 0) => Stream(Encode(prompt, row: row), row);

    /// <inheritdoc cref="Stream(string, long)"/>
    /// <param name="prompt">The ids of the prompt, as <see cref="Encode"/> gives them.</param>
    /// <param name="row">The number of its row, on which draws depend.</param>
    public GenerationStream Stream(int[] prompt, long row = 0) => throw new NotImplementedException();
}
