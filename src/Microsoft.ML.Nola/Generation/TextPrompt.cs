namespace Microsoft.ML.Nola.Generation;

/// <summary>A text to be continued.</summary>
/// <param name="Text">The text. What spells a special token in it is that token.</param>
internal sealed record TextPrompt(string Text)
{
    /// <summary>Gets whether it is a conversation, which a chat template wrote with all special tokens; before any other prompt comes the model's begin token.</summary>
    public bool IsConversation { get; init; }

    /// <summary>
    /// Gets whether it must leave room for a text of some length, all new tokens or a quarter of what the model reads; if not, one token is enough.
    /// </summary>
    public bool LeavesRoom { get; init; }
}
