namespace Nola.Tables.Labels;

/// <summary>The labels of a row that has any number of them: between commas, with white space around them or not.</summary>
public static class LabelList
{
    /// <summary>What stands between two labels.</summary>
    public const char Separator = ',';

    /// <summary>Takes a list apart.</summary>
    /// <param name="list">The list; may be empty.</param>
    /// <returns>The labels, each once, in the order in which they come.</returns>
    public static IReadOnlyList<string> Split(string list)
    {
        ArgumentNullException.ThrowIfNull(list);
        return [.. list.Split(Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Makes a list.</summary>
    /// <param name="labels">The labels.</param>
    /// <returns>The labels with commas between them; empty if there are none.</returns>
    public static string Join(IEnumerable<string> labels) => string.Join(Separator, labels);
}
