namespace Nola.Tables.Rows;

/// <summary>What the user says of a file; what is left out is found by its content.</summary>
public sealed record TableOptions
{
    /// <summary>Gets the separator.</summary>
    /// <value>The default is <see langword="null"/>: a tab, a comma or a semicolon, whichever splits the lines evenly.</value>
    public char? Separator { get; init; }

    /// <summary>Gets whether the first line names the columns.</summary>
    /// <value>The default is <see langword="null"/>: it does if it looks unlike the others.</value>
    public bool? HasHeader { get; init; }

    /// <summary>Gets names of columns that the user knows: a first line that holds one of them is a header.</summary>
    public IReadOnlyList<string> KnownColumns { get; init; } = [];
}
