namespace Microsoft.ML.Nola.Text;

/// <summary>One message of a conversation, as a chat template takes it.</summary>
public sealed class ChatTemplateMessage
{
    /// <summary>Initializes a new instance of the <see cref="ChatTemplateMessage"/> class.</summary>
    /// <param name="role">Who says it: most templates know "system", "user" and "assistant".</param>
    /// <param name="content">What is said.</param>
    public ChatTemplateMessage(string role, string content)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        ArgumentNullException.ThrowIfNull(content);
        Role = role;
        Content = content;
    }

    /// <summary>Gets who says it.</summary>
    public string Role { get; }

    /// <summary>Gets what is said.</summary>
    public string Content { get; }
}
