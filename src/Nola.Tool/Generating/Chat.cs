using System.Text;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Text;
using Nola.Tables;

namespace Nola.Tool.Generating;

/// <summary>A conversation with a model, in the form that it was trained on. Each turn is read with all that was said before.</summary>
internal sealed class Chat
{
    private readonly FittedStage _stage;
    private readonly ChatTemplate _template;
    private readonly List<ChatTemplateMessage> _messages = [];

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">What the user called it, for messages.</param>
    /// <param name="system">The message of the system; null for none.</param>
    /// <exception cref="FileFaultException">The model has no chat template.</exception>
    public Chat(NolaTextGenerationTransformer model, string path, string? system)
    {
        _stage = model.Stage;
        _template = ChatTemplate.FromFolder(_stage.Model.FindBackboneFolder()) ?? throw new FileFaultException(
            $"'{path}' has no chat template: its model was not trained on chats, or a file of it is missing (tokenizer_config.json, chat_template.jinja); "
            + "generate from prompts without --chat.");
        if (system is not null)
        {
            _messages.Add(new ChatTemplateMessage("system", system));
        }
    }

    /// <summary>Answers, piece by piece.</summary>
    /// <param name="text">What the user says.</param>
    /// <param name="options">How to generate.</param>
    /// <param name="cancellation">Ends the answer between two tokens.</param>
    public async IAsyncEnumerable<string> AnswerAsync(
        string text, NolaGenerationOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        _messages.Add(new ChatTemplateMessage("user", text));
        var answer = new StringBuilder();

        // The template writes all special tokens.
        IAsyncEnumerable<string> pieces = _stage.GenerateAsync(_template.Apply(_messages), options, addSpecialTokens: false, onEnd: null, cancellation);
        await foreach (string piece in pieces.ConfigureAwait(false))
        {
            answer.Append(piece);
            yield return piece;
        }

        _messages.Add(new ChatTemplateMessage("assistant", answer.ToString()));
    }
}
