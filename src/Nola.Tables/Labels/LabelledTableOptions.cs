namespace Nola.Tables.Labels;

/// <summary>What the user says of a file of labelled texts; what is left out is found by header and content.</summary>
public sealed record LabelledTableOptions
{
    /// <summary>Gets the label column, by name or by number from 1.</summary>
    /// <value>The default is <see langword="null"/>: the column that is called so, else the one whose values recur most.</value>
    public string? Label { get; init; }

    /// <summary>Gets the text column, by name or by number from 1.</summary>
    /// <value>The default is <see langword="null"/>: the one with the longest texts.</value>
    public string? Text { get; init; }

    /// <summary>Gets the column of a second text, by name or by number from 1.</summary>
    /// <value>The default is <see langword="null"/>: there is none.</value>
    public string? Text2 { get; init; }

    /// <summary>Gets the task.</summary>
    /// <value>The default is <see langword="null"/>: it is found by the labels, and never multi-label.</value>
    public LabelTask? Task { get; init; }

    /// <summary>Gets the separator.</summary>
    /// <value>The default is <see langword="null"/>: it is found.</value>
    public char? Separator { get; init; }

    /// <summary>Gets whether the first line names the columns.</summary>
    /// <value>The default is <see langword="null"/>: it is found.</value>
    public bool? HasHeader { get; init; }
}
