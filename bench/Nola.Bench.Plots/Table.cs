using System.Globalization;
using CsvHelper;

namespace Nola.Bench.Plots;

/// <summary>The rows of a file of comma-separated values, by the names of their columns.</summary>
internal static class Table
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string path)
    {
        using var reader = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        var rows = new List<IReadOnlyDictionary<string, string>>();
        reader.Read();
        reader.ReadHeader();
        while (reader.Read())
        {
            rows.Add(reader.HeaderRecord!.ToDictionary(static name => name, name => reader.GetField(name) ?? string.Empty, StringComparer.Ordinal));
        }

        return rows;
    }

    public static double Number(this IReadOnlyDictionary<string, string> row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);
}
