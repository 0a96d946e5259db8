using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Nola.Tables.Rows;

/// <summary>
/// Rows of fields between separators, quoted as in RFC 4180. A quote counts at the beginning of a field only. Between tabs quotes may also be nothing but text,
/// as many programs write them: they are taken so if the file makes no sense otherwise.
/// </summary>
internal static class SeparatedRows
{
    private const char Quote = '"';

    /// <summary>Reads all rows.</summary>
    /// <exception cref="FileFaultException">A quoted field does not end as it should.</exception>
    public static IReadOnlyList<TableRow> ReadAll(string path, string text, char separator)
    {
        if (separator != '\t')
        {
            return [.. Read(path, new StringReader(text), separator)];
        }

        IReadOnlyList<TableRow> literal = [.. Read(new StringReader(text), separator, CsvMode.NoEscape, static _ => { })];
        if (!literal.Any(static row => row.Fields.Any(static field => field.StartsWith(Quote))))
        {
            return literal;
        }

        int? broken = null;
        IReadOnlyList<TableRow> quoted = [.. Read(new StringReader(text), separator, CsvMode.RFC4180, line => broken ??= line)];
        return broken is null && IsEven(quoted) ? quoted
            : IsEven(literal) ? literal
            : broken is int line ? throw Unclosed(path, line)
            : quoted;
    }

    /// <summary>Reads rows one after another, as they come.</summary>
    /// <exception cref="FileFaultException">A quoted field does not end as it should.</exception>
    public static IEnumerable<TableRow> Read(string path, TextReader reader, char separator) =>
        Read(reader, separator, CsvMode.RFC4180, line => throw Unclosed(path, line));

    /// <summary>Reads as well as can be.</summary>
    public static IReadOnlyList<TableRow> ReadLeniently(string text, char separator)
    {
        int? broken = null;
        IReadOnlyList<TableRow> quoted = [.. Read(new StringReader(text), separator, CsvMode.RFC4180, line => broken ??= line)];
        return broken is null || separator != '\t' ? quoted : [.. Read(new StringReader(text), separator, CsvMode.NoEscape, static _ => { })];
    }

    private static IEnumerable<TableRow> Read(TextReader reader, char separator, CsvMode mode, Action<int> refuse)
    {
        bool broken = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            HasHeaderRecord = false,
            Mode = mode,
            // A quote in the middle of a field that begins with another letter is text.
            BadDataFound = bad => broken |= bad.Field.StartsWith(Quote),
        };
        using var parser = new CsvParser(reader, configuration, leaveOpen: true);
        while (parser.Read())
        {
            string[] fields = parser.Record!;
            int line = Math.Max(1, parser.RawRow - fields.Sum(static field => field.Count('\n')));
            if (broken)
            {
                broken = false;
                refuse(line);
            }

            if (fields.Any(static field => !string.IsNullOrWhiteSpace(field)))
            {
                yield return new TableRow(fields, line);
            }
        }
    }

    private static bool IsEven(IReadOnlyList<TableRow> rows) => rows.All(row => row.Fields.Count == rows[0].Fields.Count);

    private static int Count(this string text, char wanted) => text.AsSpan().Count(wanted);

    private static FileFaultException Unclosed(string path, int line)
    {
        InvariantText sentence =
            $"line {line} of '{path}' begins a quoted field that does not end with a quote before the next separator; "
            + $"write a quote inside a quoted field twice (\"\").";
        return new FileFaultException(sentence.ToString());
    }
}
