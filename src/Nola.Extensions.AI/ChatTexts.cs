using Microsoft.Extensions.AI;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola;

/// <summary>Messages of Microsoft.Extensions.AI as a chat template takes them.</summary>
internal static class ChatTexts
{
    /// <summary>Reads messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="instructions">What comes before them as the system's message, at the begin of the one that is there.</param>
    /// <exception cref="ArgumentException">There are none, or one has something else than text.</exception>
    public static IReadOnlyList<ChatTemplateMessage> Read(IEnumerable<ChatMessage> messages, string? instructions)
    {
        List<ChatTemplateMessage> texts = [.. messages.Select(Read)];
        if (texts.Count == 0)
        {
            throw new ArgumentException("There are no messages to answer.", nameof(messages));
        }

        if (string.IsNullOrEmpty(instructions))
        {
            return texts;
        }

        // Most templates know one message of the system, and as the first only.
        string system = ChatRole.System.Value;
        if (texts[0].Role == system)
        {
            texts[0] = new ChatTemplateMessage(system, $"{instructions}\n\n{texts[0].Content}");
        }
        else
        {
            texts.Insert(0, new ChatTemplateMessage(system, instructions));
        }

        return texts;
    }

    private static ChatTemplateMessage Read(ChatMessage message, int index)
    {
        if (message is null)
        {
            throw new ArgumentException(FormattableString.Invariant($"The message {index} is null."), nameof(message));
        }

        // What other models thought or used is no part of what was said.
        AIContent? other = message.Contents.FirstOrDefault(static content => content is not (TextContent or TextReasoningContent or UsageContent));
        return other is null ? new ChatTemplateMessage(message.Role.Value, message.Text) : throw new ArgumentException(
            FormattableString.Invariant($"The message {index} has a {other.GetType().Name}; this client takes texts alone."), nameof(message));
    }
}
