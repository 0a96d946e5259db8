namespace Nola.Tool.Tests;

/// <summary>A row as a user's program would declare it, with the columns of the file.</summary>
internal sealed class Colour
{
    public string Phrase { get; set; } = "";

    [Microsoft.ML.Data.ColumnName("Colour")]
    public string Label { get; set; } = "";
}
