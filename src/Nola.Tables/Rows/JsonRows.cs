using System.Text.Json;
using Nola.Tables.Files;

namespace Nola.Tables.Rows;

/// <summary>Rows as JSON lines: an object a line, whose members are the columns.</summary>
internal static class JsonRows
{
    /// <summary>Whether a file holds JSON lines, by its content; a file whose name says JSON is one in any case.</summary>
    public static bool Accepts(string path, string text) => TableFormats.IsJsonLines(path) || StartsWithObject(text);

    /// <summary>Whether the first line is a JSON object.</summary>
    public static bool StartsWithObject(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(text.TrimStart().Split('\n', 2)[0]);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads rows one after another.</summary>
    /// <param name="reader">The lines.</param>
    /// <param name="path">The file's name, for messages.</param>
    /// <param name="columns">The names of the columns; what a row has besides them is added. A row has as many fields as are known when it is read.</param>
    /// <exception cref="FileFaultException">A line is not a JSON object of plain values.</exception>
    public static IEnumerable<TableRow> Read(TextReader reader, string path, List<string> columns)
    {
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine(line, number, path, columns);
            }
        }
    }

    private static TableRow ReadLine(string line, int number, string path, List<string> columns)
    {
        string where = FormattableString.Invariant($"line {number} of '{path}'");
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FileFaultException($"{where} is not a JSON object; write one row a line, such as {{\"Text\": \"...\", \"Label\": \"...\"}}.");
            }

            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!columns.Contains(property.Name))
                {
                    columns.Add(property.Name);
                }
            }

            return new TableRow([.. columns.Select(column => ReadValue(document.RootElement, column, where))], number) { Json = line };
        }
        catch (JsonException exception)
        {
            throw new FileFaultException(
                line.TrimStart().StartsWith('[')
                    ? $"'{path}' is a JSON array over several lines; write one object a line (JSON lines)."
                    : $"{where} is not JSON; write one object a line, such as {{\"Text\": \"...\", \"Label\": \"...\"}}.",
                exception);
        }
    }

    private static string ReadValue(JsonElement row, string column, string where) =>
        !row.TryGetProperty(column, out JsonElement value)
            ? string.Empty
            : value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Null => string.Empty,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => throw new FileFaultException($"{where} has no plain value in '{column}'; texts, numbers, true, false and null are read."),
            };
}
