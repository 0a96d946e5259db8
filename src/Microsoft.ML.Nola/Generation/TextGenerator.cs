using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation.Searches;
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

    private readonly Func<ITokenScorer> _createScorer;
    private readonly TextTokenizer _tokenizer;
    private readonly TorchGate _gate;
    private readonly NolaGenerationOptions _options;
    private readonly int? _beginId;
    private readonly IReadOnlyList<int> _endIds;
    private readonly int _context;
    private readonly int _vocabularySize;
    private readonly int _batchSize;

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
        : this(() => new BackboneScorer(backbone, binding), backbone.VocabularySize, backbone.MaxLength, tokenizer, gate, tokens, options, batchSize)
    {
        if (!backbone.HasLanguageModelHead)
        {
            throw new SettingsException(
                $"The backbone is of type {backbone.ModelType} without a language model head, and text generation needs one. Take a language model.");
        }
    }

    /// <summary>Makes a generator of whatever scores tokens.</summary>
    /// <param name="createScorer">Makes a scorer for a batch.</param>
    /// <param name="vocabularySize">The tokens that it scores.</param>
    /// <param name="context">The tokens that a row may have.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="gate">Runs the passes.</param>
    /// <param name="tokens">Begin and end tokens.</param>
    /// <param name="options">How to generate, already validated; they are copied.</param>
    /// <param name="batchSize">The most rows of a batch.</param>
    /// <exception cref="SettingsException">An option does not go with the tokens.</exception>
    internal TextGenerator(
        Func<ITokenScorer> createScorer,
        int vocabularySize,
        int context,
        TextTokenizer tokenizer,
        TorchGate gate,
        GenerationTokens tokens,
        NolaGenerationOptions options,
        int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _createScorer = createScorer;
        _vocabularySize = Math.Min(vocabularySize, tokenizer.VocabularySize);
        _context = context;
        _tokenizer = tokenizer;
        _gate = gate;
        _options = options.Clone();
        _beginId = tokens.BeginId;
        _endIds = _options.EosTokenIds.Count > 0 ? [.. _options.EosTokenIds.Distinct()] : tokens.EndIds;
        _batchSize = batchSize;
        foreach (int id in _endIds.Where(id => id >= _vocabularySize))
        {
            throw new SettingsException(FormattableString.Invariant(
                $"EosTokenIds has {id}; the ids that backbone and tokenizer both know are 0 to {_vocabularySize - 1}."));
        }
    }

    /// <summary>The ids of a prompt.</summary>
    /// <param name="prompt">The prompt. Text that spells a special token is that token.</param>
    /// <param name="addSpecialTokens">
    /// Whether the tokenizer's begin token comes first, if it has one: false for a text in which a chat template wrote it. An end token is never added.
    /// </param>
    /// <param name="row">The number of its row, for messages.</param>
    /// <exception cref="NolaException">It is empty and there is no begin token, or it has more tokens than leave room for one more.</exception>
    public int[] Encode(string prompt, bool addSpecialTokens = true, long row = 0)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        EncodedText encoded = _tokenizer.Encode(prompt, maxLength: _context, addSpecialTokens: false);
        int[] begin = addSpecialTokens ? _tokenizer.Frame.Begin : [];
        int[] ids = [.. begin, .. encoded.Ids];
        if (encoded.Truncated || ids.Length >= _context)
        {
            string more = encoded.Truncated ? "more than " : "";
            throw new NolaException(FormattableString.Invariant(
                $"The prompt of row {row} has {more}{ids.Length} tokens, and the backbone reads {_context}, prompt and generated text together. ")
                + FormattableString.Invariant($"Shorten the prompt to {_context - 1} tokens or less."));
        }

        if (ids.Length == 0)
        {
            return [_beginId ?? throw new NolaException(FormattableString.Invariant(
                $"The prompt of row {row} is empty, and the model has no begin token (bos_token_id) to continue. Give it a prompt."))];
        }

        return ids;
    }

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
    public GeneratedText[] GenerateAll(IReadOnlyList<int[]> prompts, long firstRow = 0, CancellationToken cancellationToken = default)
    {
        var results = new GeneratedText[prompts.Count];
        int[] lengths = [.. prompts.Select(static prompt => prompt.Length)];
        foreach (int[] batch in PromptBatches.Plan(lengths, _options.MaxNewTokens, _options.NumBeams, _batchSize))
        {
            SearchTools tools = new(_options, _endIds, _tokenizer);
            SequenceSearch[] searches = [.. batch.Select(index => CreateSearch(tools, prompts[index], firstRow + index, streams: false))];
            using GenerationSession session = CreateSession(searches);
            while (session.Step(cancellationToken))
            {
                // The passes do all the work.
            }

            for (int i = 0; i < batch.Length; i++)
            {
                results[batch[i]] = searches[i].GetResult();
            }
        }

        return results;
    }

    /// <summary>Continues a prompt piece by piece. Beam search gives its text as one piece.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="row">The number of its row, on which draws depend.</param>
    /// <returns>The stream; the caller disposes it, also before its end.</returns>
    /// <exception cref="NolaException">The prompt is empty and there is no begin token, or is too long.</exception>
    public GenerationStream Stream(string prompt, long row = 0) => Stream(Encode(prompt, row: row), row);

    /// <inheritdoc cref="Stream(string, long)"/>
    /// <param name="prompt">The ids of the prompt, as <see cref="Encode"/> gives them.</param>
    /// <param name="row">The number of its row, on which draws depend.</param>
    public GenerationStream Stream(int[] prompt, long row = 0)
    {
        SequenceSearch search = CreateSearch(new SearchTools(_options, _endIds, _tokenizer), prompt, row, streams: true);
        return new GenerationStream(CreateSession([search]), search);
    }

    private GenerationSession CreateSession(IReadOnlyList<SequenceSearch> searches) => new(_createScorer(), _gate, searches, _vocabularySize);

    private SequenceSearch CreateSearch(SearchTools tools, int[] prompt, long row, bool streams)
    {
        if (prompt.Length == 0 || prompt.Length >= _context)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The prompt of row {row} has {prompt.Length} tokens; it must have 1 to {_context - 1}."), nameof(prompt));
        }

        if (prompt.AsSpan().ContainsAnyExceptInRange(0, _vocabularySize - 1))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The prompt of row {row} has an id that is not one of 0 to {_vocabularySize - 1}."),
                nameof(prompt));
        }

        int room = Math.Min(_options.MaxNewTokens, _context - prompt.Length);
        return _options.NumBeams > 1 ? new BeamSearch(tools, prompt, room) : new SingleSearch(tools, prompt, room, row, streams);
    }
}
