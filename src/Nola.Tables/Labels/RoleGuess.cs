using Nola.Tables.Rows;

namespace Nola.Tables.Labels;

/// <summary>Finds which column is what: by the user's word, by the header, by the content.</summary>
internal static class RoleGuess
{
    private static readonly string[] LabelNames = ["label", "labels", "category", "class", "target", "sentiment", "intent", "topic", "tag"];

    /// <summary>The columns of the label, the text and the second text, if there is one.</summary>
    /// <exception cref="FileFaultException">A column is not there, or two roles fall on one.</exception>
    public static (int Label, int Text, int? Text2) Find(Table table, LabelledTableOptions options)
    {
        int? label = options.Label is null ? null : table.Columns.Find(options.Label, "label");
        int? text = options.Text is null ? null : table.Columns.Find(options.Text, "text");
        int? text2 = options.Text2 is null ? null : table.Columns.Find(options.Text2, "second text");
        if (table.Columns.Names.Count < (text2 is null ? 2 : 3))
        {
            throw new FileFaultException(
                $"'{table.Path}' has {(table.Columns.Names.Count == 1 ? "one column" : "two columns")} ({string.Join(", ", table.Columns.Names)}); "
                + "a text and its label are two columns: put a tab between them.");
        }

        text ??= LongestTexts(table, label, text2);
        label ??= table.Columns.FindUsual(LabelNames, column => column != text && column != text2) ?? MostRecurring(table, text.Value, text2);
        if (label != text && text != text2 && label != text2)
        {
            return (label.Value, text.Value, text2);
        }

        string twice = table.Columns.Names[label == text ? label.Value : text2!.Value];
        throw new FileFaultException($"the column '{twice}' of '{table.Path}' was named twice; text and label are columns of their own.");
    }

    /// <summary>The columns but the text whose values recur, the most recurring first: what else may be the label.</summary>
    public static IEnumerable<int> Recurring(Table table, params int?[] taken) =>
        Enumerable.Range(0, table.Columns.Names.Count)
            .Where(column => !taken.Contains(column))
            .Select(column => (Column: column, Distinct: CountDistinct(table, column)))
            .Where(column => column.Distinct > 1 && column.Distinct <= table.Rows.Count / 2)
            .OrderBy(static column => column.Distinct)
            .Select(static column => column.Column);

    private static int LongestTexts(Table table, int? label, int? text2)
    {
        int[] free = [.. Enumerable.Range(0, table.Columns.Names.Count).Where(column => column != label && column != text2)];
        return free.MaxBy(column => table.Rows.Sum(row => (long)row.Fields[column].Length));
    }

    /// <summary>Labels stand last in most files, and first in some.</summary>
    private static int MostRecurring(Table table, int text, int? text2)
    {
        int[] free = [.. Enumerable.Range(0, table.Columns.Names.Count).Where(column => column != text && column != text2)];
        return free.OrderBy(column => CountDistinct(table, column) is var distinct && distinct < 2 ? int.MaxValue : distinct)
            .ThenByDescending(column => column == free[^1]).ThenBy(static column => column).First();
    }

    private static int CountDistinct(Table table, int column) =>
        table.Rows.Select(row => row.Fields[column].Trim()).Where(static value => value.Length > 0).Distinct(StringComparer.Ordinal).Count();
}
