using System.Text;
using Nola.Tables.Files;

namespace Nola.Tables.Rows;

/// <summary>
/// Rows as they come, from a file or a pipe, for a model that knows its columns: JSON lines, fields under a header that names the text column, fields in the
/// order of the model's columns, or one text a line. The first line says which.
/// </summary>
public sealed class IncomingRows
{
    private readonly string _name;
    private readonly List<string> _columns;
    private readonly IEnumerable<TableRow> _rows;

    private IncomingRows(string name, List<string> columns, IEnumerable<TableRow> rows, bool isJson)
    {
        _name = name;
        _columns = columns;
        _rows = rows;
        IsJson = isJson;
    }

    /// <summary>Gets the names of the columns. JSON lines may add some while they are read.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>Gets whether the rows are JSON lines.</summary>
    public bool IsJson { get; }

    /// <summary>Texts that are rows of one column.</summary>
    /// <param name="name">What they come from, for messages.</param>
    /// <param name="column">The column.</param>
    /// <param name="texts">The texts.</param>
    /// <returns>The rows.</returns>
    public static IncomingRows Of(string name, string column, IEnumerable<string> texts) =>
        new(name, [column], texts.Select(static (text, index) => new TableRow([text], index + 1)), isJson: false);

    /// <summary>Looks at the first line.</summary>
    /// <param name="reader">The lines.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <param name="text">The name of the text column.</param>
    /// <param name="columns">The names of all columns that the model was fitted with, in their order.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="FileFaultException">The first line does not say what the columns are.</exception>
    public static IncomingRows Open(TextReader reader, string name, string text, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(columns);
        int skipped = 0;
        string? first = Decode(reader.ReadLine, name)?.TrimStart('\uFEFF');
        while (first is not null && string.IsNullOrWhiteSpace(first))
        {
            skipped++;
            first = Decode(reader.ReadLine, name);
        }

        var lines = new LinesReader(first, reader);
        var known = new List<string>();
        return first is null ? new IncomingRows(name, [text], [], isJson: false)
            : JsonRows.StartsWithObject(first) ? new IncomingRows(name, known, Shift(JsonRows.Read(lines, name, known), skipped), isJson: true)
            : OpenText(lines, first, name, text, columns, skipped);
    }

    /// <summary>Reads the rows, once.</summary>
    /// <returns>The rows, in their order. Blank lines are none.</returns>
    /// <exception cref="FileFaultException">A row is not as the first line promised.</exception>
    public IEnumerable<TableRow> Read()
    {
        using IEnumerator<TableRow> rows = _rows.GetEnumerator();
        while (Decode(rows.MoveNext, _name))
        {
            yield return rows.Current;
        }
    }

    private static IncomingRows OpenText(LinesReader lines, string first, string name, string text, IReadOnlyList<string> columns, int skipped)
    {
        foreach (char separator in Separators.Candidates)
        {
            IReadOnlyList<string> fields = Split(first, separator);
            if (fields.Contains(text, StringComparer.OrdinalIgnoreCase))
            {
                // A header of one column needs no separator: its lines are texts as they stand.
                return fields.Count == 1
                    ? new IncomingRows(name, [fields[0]], Shift(ReadTexts(lines).Skip(1), skipped), isJson: false)
                    : Separated(lines, name, [.. fields], separator, skipped, header: true);
            }
        }

        int width = Split(first, '\t').Count;
        return width == 1 ? new IncomingRows(name, [text], Shift(ReadTexts(lines), skipped), isJson: false)
            : width == columns.Count ? Separated(lines, name, [.. columns], '\t', skipped, header: false)
            : throw Fault(
                $"line {skipped + 1} of '{name}' has {width} columns and names none of them '{text}', the model's text column; "
                + $"add a header line that does, or write one text a line.");
    }

    private static FileFaultException Fault(InvariantText sentence) => new(sentence.ToString());

    private static IncomingRows Separated(LinesReader lines, string name, List<string> columns, char separator, int skipped, bool header)
    {
        IEnumerable<TableRow> rows = SeparatedRows.Read(name, lines, separator).Skip(header ? 1 : 0);
        return new IncomingRows(name, columns, Shift(Even(rows, name, columns.Count, separator, skipped), skipped), isJson: false);
    }

    private static IEnumerable<TableRow> Even(IEnumerable<TableRow> rows, string name, int width, char separator, int skipped) =>
        rows.Select(row => row.Fields.Count == width ? row : throw Separators.Uneven(name, row with { Line = row.Line + skipped }, width, separator));

    private static IEnumerable<TableRow> ReadTexts(TextReader lines)
    {
        int number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return new TableRow([line], number);
            }
        }
    }

    private static IEnumerable<TableRow> Shift(IEnumerable<TableRow> rows, int skipped) =>
        skipped == 0 ? rows : rows.Select(row => row with { Line = row.Line + skipped });

    private static IReadOnlyList<string> Split(string line, char separator) =>
        SeparatedRows.ReadLeniently(line, separator) is [var row, ..] ? [.. row.Fields.Select(static field => field.Trim())] : [];

    private static T Decode<T>(Func<T> read, string name)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException exception)
        {
            throw TextFile.NotUtf8(name, exception);
        }
    }
}
