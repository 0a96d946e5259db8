using System.Text;

namespace Microsoft.ML.Nola.Views;

/// <summary>Writes the tables of a view in columns of characters.</summary>
internal static class PlainText
{
    public static string Of(View view) => string.Join("\n\n", view.Tables.Select(Of));

    private static string Of(Table table)
    {
        IReadOnlyList<string>[] lines = [.. table.Header.Count > 0 ? [table.Header] : Array.Empty<IReadOnlyList<string>>(), .. table.Rows];
        int[] widths = [.. Enumerable.Range(0, lines.Max(static line => line.Count)).Select(i => lines.Max(line => i < line.Count ? line[i].Length : 0))];
        var text = new StringBuilder(table.Title);
        foreach (IReadOnlyList<string> line in lines)
        {
            string row = string.Join("  ", line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])));
            text.Append('\n').Append(row.TrimEnd());
        }

        return text.ToString();
    }
}
