using System.Globalization;

namespace Microsoft.ML.Nola.Reports;

/// <summary>A confusion matrix of few classes as a table with shaded cells: rows are the actual classes, columns the predicted ones.</summary>
internal static class ConfusionTable
{
    /// <summary>As many columns are read at a glance.</summary>
    public const int MostClasses = 20;

    // Column heads with names need room.
    private const int MostNamedColumns = 4;

    /// <summary>Draws the table of some classes; what falls to others has a column of its own.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="counts">The counts.</param>
    /// <param name="classes">All classes.</param>
    /// <param name="shown">The classes to show.</param>
    public static Html Draw(string name, ConfusionCounts counts, IReadOnlyList<ClassMetrics> classes, IReadOnlyList<int> shown)
    {
        bool hasOthers = shown.Count < classes.Count;
        bool isNamed = shown.Count <= MostNamedColumns;
        Html heads = Html.Join(shown.Select(one => isNamed
            ? Html.Of($"<th scope=\"col\">{Html.Name(classes[one].Name, 30)}</th>")
            : Html.Of($"<th scope=\"col\" title=\"{HtmlText.Cut(classes[one].Name, 80)}\">{one + 1}</th>")));
        return Figures.Table(
            name,
            Html.Of(
                $"""
                <thead><tr><td class="corner">actual ↓ predicted →</td>{heads}{(hasOthers ? Html.Of($"<th scope=\"col\">others</th>") : Html.None)}</tr></thead>
                <tbody>
                {shown.Select(one => Row(one, counts, classes, shown, hasOthers, isNamed))}</tbody>

                """),
            "matrix");
    }

    private static Html Row(int one, ConfusionCounts counts, IReadOnlyList<ClassMetrics> classes, IReadOnlyList<int> shown, bool hasOthers, bool isNamed)
    {
        Html head = isNamed ? Html.None : Html.Of($"<span class=\"number\">{one + 1}</span> ");
        int rows = classes[one].Rows;
        int others = rows - shown.Sum(other => counts[one, other]);
        return Html.Of(
            $"<tr><th scope=\"row\">{head}{Html.Name(classes[one].Name, 60)}</th>{shown.Select(other => Cell(counts[one, other], rows, one == other))}{(hasOthers ? Cell(others, rows, isRight: false) : Html.None)}</tr>\n");
    }

    private static Html Cell(int count, int rows, bool isRight)
    {
        if (count == 0)
        {
            return Html.Of($"<td class=\"zero\">0</td>");
        }

        // Small shares are to be seen too, so the shade follows the root.
        string shade = (Math.Sqrt((double)count / rows) * 45).ToString("0", CultureInfo.InvariantCulture);
        return Html.Of($"<td class=\"{(isRight ? "right" : "wrong")}\" style=\"--v:{shade}%\">{Figures.Count(count)}</td>");
    }
}
