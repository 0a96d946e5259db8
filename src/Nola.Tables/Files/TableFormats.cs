namespace Nola.Tables.Files;

/// <summary>What the ending of a file's name says of its format. The content has the last word.</summary>
internal static class TableFormats
{
    private static readonly string[] JsonLines = [".jsonl", ".ndjson", ".json"];
    private static readonly string[] Separated = [".tsv", ".tab", ".csv", ".txt"];

    public static bool IsKnown(string path) => IsJsonLines(path) || Separated.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    public static bool IsJsonLines(string path) => JsonLines.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
