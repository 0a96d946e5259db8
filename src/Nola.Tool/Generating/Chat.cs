using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Text;
using Nola.Tables;

namespace Nola.Tool.Generating;

/// <summary>
/// A conversation with a model, in the form that it was trained on. Each turn is read with all that was said before, or as much of it as the model reads.
/// </summary>
internal sealed class Chat
{
    private const string SystemRole = "system";
    private const string UserRole = "user";

    private readonly FittedStage _stage;
    private readonly ChatTemplate _template;
    private readonly List<ChatTemplateMessage> _messages = [];
    private readonly TextWriter _notes;
    private bool _isCut;

    /// <summary>Begins a conversation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">What the user called it, for messages.</param>
    /// <param name="system">The message of the system; null for none.</param>
    /// <param name="notes">Gets a line if turns are left out.</param>
    /// <exception cref="FileFaultException">The model has no chat template.</exception>
    public Chat(NolaTextGenerationTransformer model, string path, string? system, TextWriter notes)
    {
        _notes = notes;
        _stage = model.Stage;
        _template = ChatTemplate.FromFolder(_stage.Model.FindBackboneFolder()) ?? throw new FileFaultException(
            $"'{path}' has no chat template: its model was not trained on chats, or a file of it is missing (tokenizer_config.json, chat_template.jinja); "
            + "generate from prompts without --chat.");
        if (system is not null)
        {
            _messages.Add(new ChatTemplateMessage(SystemRole, system));
        }
    }

    /// <summary>Answers, piece by piece.</summary>
    /// <param name="text">What the user says.</param>
    /// <param name="options">How to generate.</param>
    /// <param name="cancellation">Ends the answer between two tokens.</param>
    public async IAsyncEnumerable<string> AnswerAsync(
        string text, NolaGenerationOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        _messages.Add(new ChatTemplateMessage(UserRole, text));
        var answer = new StringBuilder();
        (IAsyncEnumerator<string> pieces, bool hasPiece) = await BeginAsync(options, cancellation).ConfigureAwait(false);
        await using (pieces.ConfigureAwait(false))
        {
            for (; hasPiece; hasPiece = await pieces.MoveNextAsync().ConfigureAwait(false))
            {
                answer.Append(pieces.Current);
                yield return pieces.Current;
            }
        }

        _messages.Add(new ChatTemplateMessage("assistant", answer.ToString()));
    }

    /// <summary>Generates the first piece, if there is one, from as many turns as leave room for the answer.</summary>
    private async Task<(IAsyncEnumerator<string> Pieces, bool HasPiece)> BeginAsync(NolaGenerationOptions options, CancellationToken cancellation)
    {
        while (true)
        {
            int first = _messages[0].Role == SystemRole ? 1 : 0;
            bool isLast = _messages.Count == first + 1;
            var prompt = new TextPrompt(_template.Apply(_messages)) { IsConversation = true, LeavesRoom = !isLast };
            IAsyncEnumerator<string> pieces = _stage.GenerateAsync(prompt, options, onEnd: null, cancellation).GetAsyncEnumerator(cancellation);
            try
            {
                return (pieces, await pieces.MoveNextAsync().ConfigureAwait(false));
            }
            catch (PromptTooLongException exception) when (!isLast)
            {
                // A turn is what the user said and what came back: templates refuse a conversation that begins with an answer.
                await pieces.DisposeAsync().ConfigureAwait(false);
                _messages.RemoveRange(first, _messages.FindIndex(first + 1, static message => message.Role == UserRole) - first);
                Say(exception.ContextLength);
            }
        }
    }

    private void Say(int contextLength)
    {
        if (!_isCut)
        {
            _isCut = true;
            _notes.WriteLine(FormattableString.Invariant(
                $"The conversation is longer than the {contextLength:N0} tokens that the model reads; from here on its oldest turns are left out."));
        }
    }
}
