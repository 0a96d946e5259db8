using System.Globalization;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Chat;
using Microsoft.ML.Nola.Text.Jinja;

namespace Microsoft.ML.Nola.Text;

/// <summary>
/// A model's chat template: what makes one text of a conversation, as the model was trained on it. It is the one that transformers'
/// apply_chat_template uses; the part of its language (Jinja) that such templates use is known here, and what is not is refused.
/// </summary>
/// <threadsafety>Safe for use by several threads: an instance never changes.</threadsafety>
public sealed class ChatTemplate
{
    private readonly string _origin;
    private readonly JinjaTemplate _template;
    private readonly TimeProvider _time;

    private ChatTemplate(string origin, JinjaTemplate template, IReadOnlyDictionary<string, string> specialTokens, TimeProvider time)
    {
        _origin = origin;
        _template = template;
        SpecialTokens = specialTokens;
        _time = time;
    }

    /// <summary>Gets the texts of special tokens by their parts, such as "bos_token": templates write them.</summary>
    public IReadOnlyDictionary<string, string> SpecialTokens { get; }

    /// <summary>
    /// Reads the chat template of a backbone folder: chat_template.jinja, or else <c>chat_template</c> of tokenizer_config.json (of several, the one
    /// named "default"), or else <c>chat_template</c> of chat_template.json; of a GGUF file, what it holds.
    /// </summary>
    /// <param name="folder">The folder, or a GGUF file.</param>
    /// <param name="timeProvider">The clock of templates that write the date; <see langword="null"/> takes the system's.</param>
    /// <returns>The template; <see langword="null"/> if the folder has none.</returns>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The template has what this version does not know.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ChatTemplate? FromFolder(string folder, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return ChatTemplateFiles.Find(folder) is var (origin, text)
            ? Read(origin, text, ChatTemplateFiles.ReadSpecialTokens(folder), timeProvider)
            : null;
    }

    /// <summary>Reads the chat template of a backbone, which is looked for as by <c>Backbone.Acquire</c>.</summary>
    /// <param name="reference">The backbone.</param>
    /// <param name="timeProvider">The clock of templates that write the date; <see langword="null"/> takes the system's.</param>
    /// <returns>The template; <see langword="null"/> if the backbone has none.</returns>
    /// <exception cref="BackboneNotFoundException">It is in none of the places.</exception>
    /// <exception cref="CorruptModelException">A file is faulty.</exception>
    /// <exception cref="NolaCompatibilityException">The template has what this version does not know.</exception>
    public static ChatTemplate? FromBackbone(BackboneReference reference, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return FromFolder(BackboneLocator.Find(reference, []), timeProvider);
    }

    /// <summary>Reads a template that is not in a file of a backbone.</summary>
    /// <param name="template">The template.</param>
    /// <param name="specialTokens">
    /// The texts of special tokens by their parts, such as "bos_token"; <see langword="null"/> if it writes none by name.
    /// </param>
    /// <param name="timeProvider">The clock of templates that write the date; <see langword="null"/> takes the system's.</param>
    /// <returns>The template.</returns>
    /// <exception cref="NolaCompatibilityException">The template has what this version does not know.</exception>
    public static ChatTemplate Parse(string template, IReadOnlyDictionary<string, string>? specialTokens = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        return Read("the given text", template, specialTokens ?? new Dictionary<string, string>(StringComparer.Ordinal), timeProvider);
    }

    /// <summary>Makes one text of a conversation.</summary>
    /// <param name="messages">The messages in order.</param>
    /// <param name="addGenerationPrompt">Whether the text ends with what comes before an answer of the assistant.</param>
    /// <returns>The text. It has all special tokens that the model wants, so it is encoded without further ones.</returns>
    /// <exception cref="NolaCompatibilityException">The template computes with what it is not given, or does not end.</exception>
    /// <exception cref="NolaException">The template refuses these messages, for example because two follow each other with the same role.</exception>
    public string Apply(IEnumerable<ChatTemplateMessage> messages, bool addGenerationPrompt = true)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var variables = new JinjaMapping
        {
            ["messages"] = new JinjaList([.. messages.Select(static message =>
                (object?)new JinjaMapping { ["role"] = message.Role, ["content"] = message.Content })]),
            ["tools"] = null,
            ["documents"] = null,
            ["add_generation_prompt"] = addGenerationPrompt,
        };
        foreach ((string name, string text) in SpecialTokens)
        {
            variables[name] = text;
        }

        try
        {
            return _template.Render(variables, _time);
        }
        catch (JinjaFaultException fault)
        {
            string line = fault.Line.ToString(CultureInfo.InvariantCulture);
            throw new NolaCompatibilityException(
                $"The chat template of '{_origin}' cannot be rendered with these messages: line {line}: {fault.Message}.", fault);
        }
        catch (JinjaRaisedException refusal)
        {
            throw new NolaException($"The chat template of '{_origin}' refuses these messages: {refusal.Message}", refusal);
        }
    }

    /// <summary>Reads a given template, or else that of a backbone folder; the special tokens are the folder's.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="template">The template; <c>null</c> for the folder's.</param>
    /// <param name="time">The clock.</param>
    internal static ChatTemplate? FromFolder(string folder, string? template, TimeProvider time) => template is null
        ? FromFolder(folder, time)
        : Read("the given text", template, ChatTemplateFiles.ReadSpecialTokens(folder), time);

    /// <inheritdoc cref="Parse"/>
    /// <param name="origin">Where the template comes from, for messages.</param>
    /// <param name="text">The template.</param>
    /// <param name="specialTokens">The texts of special tokens by their parts.</param>
    /// <param name="time">The clock.</param>
    internal static ChatTemplate Read(string origin, string text, IReadOnlyDictionary<string, string> specialTokens, TimeProvider? time)
    {
        try
        {
            return new ChatTemplate(origin, JinjaTemplate.Read(text), specialTokens, time ?? TimeProvider.System);
        }
        catch (JinjaFaultException fault)
        {
            string line = fault.Line.ToString(CultureInfo.InvariantCulture);
            throw new NolaCompatibilityException($"The chat template of '{origin}' cannot be used: line {line}: {fault.Message}.", fault);
        }
    }
}
