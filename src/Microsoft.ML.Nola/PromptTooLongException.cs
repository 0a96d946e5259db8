namespace Microsoft.ML.Nola;

/// <summary>A prompt, or a conversation, has more tokens than leave room for generated text in what the model reads.</summary>
public sealed class PromptTooLongException : NolaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is too long, and what to do.</param>
    /// <param name="contextLength">The tokens that the model reads.</param>
    internal PromptTooLongException(string message, int contextLength)
        : base(message) => ContextLength = contextLength;

    /// <summary>Gets the tokens that the model reads, prompt and generated text together.</summary>
    public int ContextLength { get; }
}
