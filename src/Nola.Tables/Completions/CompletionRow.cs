namespace Nola.Tables.Completions;

/// <summary>A row to learn from or to be tested on. Both texts are as the file has them: white space between them is what the model reads.</summary>
/// <param name="Prompt">What the model reads.</param>
/// <param name="Completion">What is to follow it; not empty.</param>
/// <param name="Line">The line of the file that the row begins in, from 1.</param>
public sealed record CompletionRow(string Prompt, string Completion, int Line);
