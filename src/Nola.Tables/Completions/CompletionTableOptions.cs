namespace Nola.Tables.Completions;

/// <summary>What the user says of a file of prompts and completions; what is left out is found by header and content.</summary>
public sealed record CompletionTableOptions
{
    /// <summary>Gets the column of prompts, by name or by number from 1.</summary>
    /// <value>The default is <see langword="null"/>: the column that is called so, else the first of two.</value>
    public string? Prompt { get; init; }

    /// <summary>Gets the column of completions, by name or by number from 1.</summary>
    /// <value>The default is <see langword="null"/>: the column that is called so, else the second of two.</value>
    public string? Completion { get; init; }

    /// <summary>Gets the separator.</summary>
    /// <value>The default is <see langword="null"/>: it is found.</value>
    public char? Separator { get; init; }

    /// <summary>Gets whether the first line names the columns.</summary>
    /// <value>The default is <see langword="null"/>: it is found.</value>
    public bool? HasHeader { get; init; }
}
