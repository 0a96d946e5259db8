namespace Microsoft.ML.Nola.Views;

/// <summary>A table of texts; the first column names what the others say.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Header">The names of the columns; empty for names and values alone.</param>
/// <param name="Rows">The rows.</param>
internal sealed record Table(string Title, IReadOnlyList<string> Header, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A table of names and values.</summary>
    public static Table OfValues(string title, params IReadOnlyList<(string Name, string? Value)> values) =>
        new(title, [], [.. values.Where(static pair => pair.Value is not null).Select(static pair => (string[])[pair.Name, pair.Value!])]);
}
