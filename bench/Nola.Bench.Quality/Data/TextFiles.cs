using System.Globalization;
using CsvHelper;

namespace Nola.Bench.Quality.Data;

/// <summary>The files of the data sets.</summary>
internal static class TextFiles
{
    /// <summary>Lines of text, tab, label.</summary>
    public static LabelledText[] Tabs(string path) =>
    [
        .. File.ReadLines(path).Where(static line => line.Length > 0).Select(static line =>
        {
            int tab = line.LastIndexOf('\t');
            return new LabelledText { Text = line[..tab].Trim(), Category = line[(tab + 1)..].Trim() };
        }),
    ];

    /// <summary>The distinct sentences of three files, in an order that does not follow the files.</summary>
    public static LabelledText[] Reviews(string folder) =>
    [
        .. Directory.GetFiles(folder, "*_labelled.txt").Order(StringComparer.Ordinal).SelectMany(Tabs)
            .DistinctBy(static row => row.Text, StringComparer.OrdinalIgnoreCase).OrderBy(static row => row.Text, StringComparer.Ordinal),
    ];

    /// <summary>Columns text and category.</summary>
    public static LabelledText[] Banking77(string path)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var rows = new List<LabelledText>();
        while (csv.Read())
        {
            rows.Add(new LabelledText { Text = csv.GetField("text")!, Category = csv.GetField("category")! });
        }

        return [.. rows];
    }
}
