using System.Globalization;

namespace Nola.Tables.Rows;

/// <summary>Says whether the first line of a file names its columns.</summary>
internal static class HeaderGuess
{
    private const int LongestName = 40;
    private const int MostWords = 3;

    /// <summary>Names that people give to columns of texts and labels.</summary>
    private static readonly HashSet<string> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        "text", "texts", "sentence", "sentence1", "sentence2", "review", "comment", "message", "question", "utterance", "title", "body", "content", "tweet",
        "label", "labels", "category", "class", "target", "sentiment", "intent", "topic", "tag", "rating", "score", "id", "text2", "text1", "y",
    };

    public static bool IsHeader(IReadOnlyList<TableRow> rows, IReadOnlyList<string> known)
    {
        string[] first = [.. rows[0].Fields.Select(static field => field.Trim())];
        if (first.Any(IsNoName) || first.Distinct(StringComparer.OrdinalIgnoreCase).Count() < first.Length)
        {
            return false;
        }

        if (first.Any(field => known.Contains(field, StringComparer.OrdinalIgnoreCase) || Usual.Contains(field)))
        {
            return true;
        }

        IReadOnlyList<TableRow> others = [.. rows.Skip(1)];
        return others.Count > 0 && (HasNumbersBelow(others, first.Length) || (first.All(IsLikeName) && !RecursBelow(first, others)));
    }

    private static bool IsNoName(string field) => field.Length == 0 || IsNumber(field);

    private static bool IsNumber(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool HasNumbersBelow(IReadOnlyList<TableRow> rows, int width) =>
        Enumerable.Range(0, width).Any(column => rows.All(row => IsNumber(row.Fields[column])));

    private static bool IsLikeName(string field) =>
        field.Length <= LongestName && !field.EndsWith('.') && field.Split(' ').Length <= MostWords
        && field.All(static c => char.IsLetterOrDigit(c) || c is ' ' or '_' or '-' or '.');

    private static bool RecursBelow(string[] first, IReadOnlyList<TableRow> rows) =>
        rows.Any(row => row.Fields.Zip(first).Any(static pair => pair.First.Trim() == pair.Second));
}
