namespace Nola.Tables.Rows;

/// <summary>A row of a file.</summary>
/// <param name="Fields">One text a column; a value that is not there is an empty one.</param>
/// <param name="Line">The line of the file that it begins in, from 1.</param>
public sealed record TableRow(IReadOnlyList<string> Fields, int Line)
{
    /// <summary>Gets the JSON object that the row was; null if it was none.</summary>
    public string? Json { get; init; }
}
