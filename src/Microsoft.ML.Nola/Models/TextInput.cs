namespace Microsoft.ML.Nola.Models;

/// <summary>The text of a row, or its pair of texts.</summary>
/// <param name="First">The text.</param>
/// <param name="Second">The second text; null if the stage has one column.</param>
internal sealed record TextInput(string First, string? Second = null) : RowInput
{
    /// <summary>Rows of one text each.</summary>
    public static TextInput[] All(IEnumerable<string> texts) => [.. texts.Select(static text => new TextInput(text))];
}
