using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.TextGeneration;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola;

/// <summary>
/// Chats with a language model that runs in this process, as it came or adapted: what <see cref="NolaTextGenerationTransformer"/> generates, with the model's
/// own chat template, for programs that know Microsoft.Extensions.AI alone.
/// </summary>
/// <threadsafety>Safe for use by several threads.</threadsafety>
public sealed class NolaChatClient : IChatClient
{
    private const string ProviderName = "nola";

    private readonly FittedStage _stage;
    private readonly ChatTemplate _template;
    private readonly ChatClientMetadata _metadata;
    private readonly TimeProvider _time;
    private volatile bool _disposed;

    /// <summary>Initializes a new instance of the <see cref="NolaChatClient"/> class with a language model as it came.</summary>
    /// <param name="backbone">The language model.</param>
    /// <param name="options">The template and how weights are held; <see langword="null"/> takes the model's own template, and weights in single precision.</param>
    /// <param name="context">Says where backbones lie (<c>SetNolaOptions</c>) and on which device they run; <see langword="null"/> takes a new one.</param>
    /// <exception cref="ArgumentException">The backbone is no language model, or an option is out of range.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of the backbone is damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The backbone, its tokenizer or its chat template has what this version does not know, or there is no chat
    /// template.</exception>
    public NolaChatClient(BackboneReference backbone, NolaChatClientOptions? options = null, MLContext? context = null)
        : this(FrozenModel.Create(
            backbone ?? throw new ArgumentNullException(nameof(backbone)), context ?? new MLContext(), options?.BaseQuantization ?? BaseQuantization.None).Stage, options)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NolaChatClient"/> class with a stage that nobody else gives back.</summary>
    internal NolaChatClient(FittedStage stage, NolaChatClientOptions? options)
    {
        options ??= new NolaChatClientOptions();
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        _stage = stage;
        _time = options.TimeProvider;
        try
        {
            _template = FindTemplate(stage, options);
        }
        catch
        {
            stage.Model.Dispose();
            throw;
        }

        _metadata = new ChatClientMetadata(
            ProviderName, providerUri: null, stage.Model.Info.BackboneName ?? stage.Model.Info.BackboneIdentity);
    }

    /// <summary>Answers messages.</summary>
    /// <param name="messages">The conversation so far; texts alone. The client remembers nothing of earlier calls.</param>
    /// <param name="options">
    /// MaxOutputTokens, Temperature (0 takes the most probable token each time; any other draws), TopP, TopK, Seed, StopSequences and Instructions are followed,
    /// over the settings of the stage, or those of the <see cref="NolaGenerationOptions"/> that RawRepresentationFactory gives. Tools, penalties, another model
    /// and a conversation's id are refused, a response format is ignored.
    /// </param>
    /// <param name="cancellationToken">Stops the work between two tokens.</param>
    /// <returns>The answer, with the numbers of tokens and the reason why it ended.</returns>
    /// <exception cref="ArgumentException">A message has something else than text, or the options ask for what this client does not have.</exception>
    /// <exception cref="PromptTooLongException">
    /// The messages leave no room for an answer in what the model reads. A chat reducer of Microsoft.Extensions.AI (UseChatReducer) leaves older ones out.
    /// </exception>
    /// <exception cref="NolaException">The template refuses the messages.</exception>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <summary>Answers messages, piece by piece as the answer comes.</summary>
    /// <inheritdoc cref="GetResponseAsync"/>
    /// <returns>The pieces; the last has the numbers of tokens and the reason why the answer ended. Each enumeration generates anew.</returns>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(_disposed, this);
        NolaGenerationOptions generation = ChatSettings.Read(this, _stage.Task.Generation!, _metadata.DefaultModelId, options);
        string prompt = _template.Apply(ChatTexts.Read(messages, options?.Instructions));
        return GenerateAsync(prompt, generation, cancellationToken);
    }

    /// <summary>Finds a service: the metadata, the chat template, or this client.</summary>
    /// <param name="serviceType">The type that is asked for.</param>
    /// <param name="serviceKey">A key; there is no service with one.</param>
    /// <returns>The service; <see langword="null"/> if there is none.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(ChatTemplate) ? _template
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Gives the backbone back. Answers under way come to their end.</summary>
    public void Dispose()
    {
        _disposed = true;
        _stage.Model.Dispose();
    }

    private static ChatTemplate FindTemplate(FittedStage stage, NolaChatClientOptions options)
    {
        string folder = stage.Model.FindBackboneFolder();
        return ChatTemplate.FromFolder(folder, options.ChatTemplate, options.TimeProvider) ?? throw new NolaCompatibilityException(
            $"The backbone in '{folder}' has no chat template: it was not trained on chats, or a file is missing. Set ChatTemplate of the options to the one "
            + "that the model was trained with, or generate from prompts with the stage.");
    }

    private async IAsyncEnumerable<ChatResponseUpdate> GenerateAsync(
        string prompt, NolaGenerationOptions generation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string id = Guid.NewGuid().ToString("N");
        GeneratedText? result = null;

        IAsyncEnumerable<string> pieces =
            _stage.GenerateAsync(new TextPrompt(prompt) { IsConversation = true }, generation, text => result = text, cancellationToken);
        await foreach (string piece in pieces.ConfigureAwait(false))
        {
            yield return Update(id, new TextContent(piece));
        }

        if (_disposed)
        {
            // It was disposed meanwhile, and the answer may have taken the backbone again.
            _stage.Model.Dispose();
        }

        ChatResponseUpdate last = Update(id, new UsageContent(new UsageDetails
        {
            InputTokenCount = result!.PromptTokens,
            OutputTokenCount = result.Ids.Count,
            TotalTokenCount = (long)result.PromptTokens + result.Ids.Count,
        }));
        last.FinishReason = result.Finish == FinishReason.Length ? ChatFinishReason.Length : ChatFinishReason.Stop;
        yield return last;
    }

    private ChatResponseUpdate Update(string id, AIContent content) => new(ChatRole.Assistant, [content])
    {
        CreatedAt = _time.GetUtcNow(),
        MessageId = id,
        ModelId = _metadata.DefaultModelId,
        ResponseId = id,
    };
}
