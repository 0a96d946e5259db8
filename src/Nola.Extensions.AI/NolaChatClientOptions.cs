namespace Microsoft.ML.Nola;

/// <summary>How a <see cref="NolaChatClient"/> makes a text of messages, and holds its model.</summary>
public sealed class NolaChatClientOptions
{
    /// <summary>
    /// Gets or sets the chat template, in the language Jinja as transformers renders it. It must be the one with which the model was trained on chats.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the one in the backbone's files.</value>
    public string? ChatTemplate { get; set; }

    /// <summary>
    /// Gets or sets how the weights of a language model as it came are held in memory; fewer bits are also read faster. A stage says it itself.
    /// </summary>
    /// <value>The default is <see cref="BaseQuantization.None"/>.</value>
    public BaseQuantization BaseQuantization { get; set; }

    /// <summary>Gets or sets the clock of templates that write the date.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
