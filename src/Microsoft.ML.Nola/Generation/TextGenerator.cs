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

    /// <summary>The share of what the model reads that room for a text is at most.</summary>
    private const int RoomShare = 4;

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
        RequireLanguageModel(backbone);
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
        _vocabularySize = KnownIds(vocabularySize, tokenizer);
        _context = context;
        _tokenizer = tokenizer;
        _gate = gate;
        _options = options.Clone();
        _beginId = tokens.BeginId;
        _endIds = FindEndIds(_options, tokens, _vocabularySize);
        _batchSize = batchSize;
    }

    /// <summary>Refuses a model and options with which nothing can be generated, before anything is.</summary>
    /// <param name="backbone">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="tokens">Its begin and end tokens; null if it is no language model.</param>
    /// <param name="options">How to generate, already validated.</param>
    /// <exception cref="SettingsException">The backbone is not a language model, or an option does not go with it.</exception>
    public static void Check(Backbone backbone, TextTokenizer tokenizer, GenerationTokens? tokens, NolaGenerationOptions options)
    {
        RequireLanguageModel(backbone);
        FindEndIds(options, tokens!, KnownIds(backbone.VocabularySize, tokenizer));
    }

    /// <summary>The ids of a prompt.</summary>
    /// <param name="prompt">The prompt. An end token is never added to it.</param>
    /// <param name="row">The number of its row, for messages.</param>
    /// <exception cref="PromptTooLongException">It has more tokens than leave room for what is to follow.</exception>
    /// <exception cref="NolaException">It is empty and there is no begin token.</exception>
    public int[] Encode(TextPrompt prompt, long row = 0)
    {
        EncodedText encoded = _tokenizer.Encode(prompt.Text, maxLength: _context, addSpecialTokens: false);
        int[] begin = prompt.IsConversation ? [] : _tokenizer.Frame.Begin;
        int[] ids = [.. begin, .. encoded.Ids];
        int most = _context - (prompt.LeavesRoom ? Math.Clamp(_context / RoomShare, 1, _options.MaxNewTokens) : 1);
        if (encoded.Truncated || ids.Length > most)
        {
            string more = encoded.Truncated ? "more than " : "";
            throw new PromptTooLongException(
                prompt.IsConversation
                    ? FormattableString.Invariant($"The conversation has {more}{ids.Length} tokens, and the backbone reads {_context}, conversation and ")
                        + "answer together. "
                        + FormattableString.Invariant($"Leave out its oldest messages, down to {most} tokens or less.")
                    : FormattableString.Invariant($"The prompt of row {row} has {more}{ids.Length} tokens, and the backbone reads {_context}, prompt and ")
                        + "generated text together. "
                        + FormattableString.Invariant($"Shorten the prompt to {most} tokens or less."),
                _context);
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
    /// <param name="throwIfCancelled">Called before each pass; what it throws ends the call.</param>
    /// <returns>The texts, in the order of the prompts. They do not depend on which prompts share a batch.</returns>
    /// <exception cref="NolaException">A prompt is empty and there is no begin token, or is too long; or scores are not numbers.</exception>
    public GeneratedText[] GenerateAll(IReadOnlyList<string> prompts, long firstRow = 0, Action? throwIfCancelled = null) =>
        GenerateAll([.. prompts.Select((prompt, index) => Encode(new TextPrompt(prompt), firstRow + index))], firstRow, throwIfCancelled);

    /// <inheritdoc cref="GenerateAll(IReadOnlyList{string}, long, Action?)"/>
    /// <param name="prompts">The ids of each prompt, as <see cref="Encode"/> gives them.</param>
    /// <param name="firstRow">The number of the first prompt's row, on which draws depend.</param>
    /// <param name="throwIfCancelled">Called before each pass; what it throws ends the call.</param>
    public GeneratedText[] GenerateAll(IReadOnlyList<int[]> prompts, long firstRow = 0, Action? throwIfCancelled = null)
    {
        var results = new GeneratedText[prompts.Count];
        int[] lengths = [.. prompts.Select(static prompt => prompt.Length)];
        foreach (int[] batch in PromptBatches.Plan(lengths, _options.MaxNewTokens, _options.NumBeams, _batchSize))
        {
            SearchTools tools = new(_options, _endIds, _tokenizer);
            SequenceSearch[] searches = [.. batch.Select(index => CreateSearch(tools, prompts[index], firstRow + index, streams: false))];
            using GenerationSession session = CreateSession(searches);
            do
            {
                throwIfCancelled?.Invoke();
            }
            while (session.Step());

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
    public GenerationStream Stream(string prompt, long row = 0) => Stream(Encode(new TextPrompt(prompt), row), row);

    /// <inheritdoc cref="Stream(string, long)"/>
    /// <param name="prompt">The ids of the prompt, as <see cref="Encode"/> gives them.</param>
    /// <param name="row">The number of its row, on which draws depend.</param>
    public GenerationStream Stream(int[] prompt, long row = 0)
    {
        SequenceSearch search = CreateSearch(new SearchTools(_options, _endIds, _tokenizer), prompt, row, streams: true);
        return new GenerationStream(CreateSession([search]), search);
    }

    private static void RequireLanguageModel(Backbone backbone)
    {
        if (!backbone.HasLanguageModelHead)
        {
            throw new SettingsException(
                $"The backbone is of type {backbone.ModelType} without a language model head, and text generation needs one. Take a language model.");
        }
    }

    /// <summary>How many ids backbone and tokenizer both know.</summary>
    private static int KnownIds(int vocabularySize, TextTokenizer tokenizer) => Math.Min(vocabularySize, tokenizer.VocabularySize);

    /// <summary>The tokens that end a text.</summary>
    private static IReadOnlyList<int> FindEndIds(NolaGenerationOptions options, GenerationTokens tokens, int knownIds)
    {
        IReadOnlyList<int> ends = options.EosTokenIds.Count > 0 ? [.. options.EosTokenIds.Distinct()] : tokens.EndIds;
        foreach (int id in ends.Where(id => id >= knownIds))
        {
            throw new SettingsException(FormattableString.Invariant(
                $"EosTokenIds has {id}; the ids that backbone and tokenizer both know are 0 to {knownIds - 1}."));
        }

        return ends;
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
