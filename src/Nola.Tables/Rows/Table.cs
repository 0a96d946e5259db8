using System.Text;
using Nola.Tables.Files;

namespace Nola.Tables.Rows;

/// <summary>The rows of a file, as text, with the names of their columns.</summary>
public sealed class Table
{
    private const long MostBytes = 1L << 30;

    internal Table(string path, IReadOnlyList<string> columns, bool hasHeader, char? separator, IReadOnlyList<TableRow> rows)
    {
        Path = path;
        Columns = new TableColumns(path, columns, hasHeader);
        Separator = separator;
        Rows = rows;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the columns. If the file names none they are Column1, Column2, and so on.</summary>
    public TableColumns Columns { get; }

    /// <summary>Gets the separator; null if the rows are JSON.</summary>
    public char? Separator { get; }

    /// <summary>Gets the rows, in the order of the file.</summary>
    public IReadOnlyList<TableRow> Rows { get; }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file: lines of fields between separators, or of JSON objects.</param>
    /// <param name="options">What is known of it.</param>
    /// <returns>The rows; at least one.</returns>
    /// <exception cref="FileFaultException">It cannot be read, or does not hold rows of even length.</exception>
    public static Table Read(string path, TableOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TableOptions();
        string text = ReadText(path);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FileFaultException($"'{path}' holds only blank lines; it should hold a line for each row.");
        }

        return JsonRows.Accepts(path, text) ? ReadJson(path, text) : ReadSeparated(path, text, options);
    }

    private static string ReadText(string path)
    {
        using StreamReader reader = TextFile.Open(path);
        if (reader.BaseStream.Length > MostBytes)
        {
            throw new FileFaultException(FormattableString.Invariant(
                $"'{path}' has {reader.BaseStream.Length:N0} bytes, more than are read at once (1 GiB); take a part of it."));
        }

        try
        {
            return reader.ReadToEnd().TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw TextFile.NotUtf8(path, exception);
        }
        catch (IOException exception)
        {
            throw new FileFaultException($"'{path}' cannot be read ({exception.Message.TrimEnd('.')}); copy it to another place.", exception);
        }
    }

    private static Table ReadJson(string path, string text)
    {
        var columns = new List<string>();
        List<TableRow> rows = [.. JsonRows.Read(new StringReader(text), path, columns)];

        // A later row may have brought a column that the earlier ones lack.
        return new Table(
            path,
            columns,
            hasHeader: true,
            separator: null,
            [.. rows.Select(row => row.Fields.Count == columns.Count
                ? row
                : row with { Fields = [.. row.Fields, .. Enumerable.Repeat(string.Empty, columns.Count - row.Fields.Count)] })]);
    }

    private static Table ReadSeparated(string path, string text, TableOptions options)
    {
        char separator = options.Separator ?? Separators.Guess(path, text);
        IReadOnlyList<TableRow> rows = SeparatedRows.ReadAll(path, text, separator);
        int width = rows.CountBy(static row => row.Fields.Count).MaxBy(static count => count.Value).Key;
        if (width == 1 && options.Separator is not null)
        {
            throw Separators.Wrong(path, text, separator);
        }

        if (rows.FirstOrDefault(row => row.Fields.Count != width) is { } uneven)
        {
            throw Separators.Uneven(path, uneven, width, separator);
        }

        bool hasHeader = options.HasHeader ?? HeaderGuess.IsHeader(rows, options.KnownColumns);
        IReadOnlyList<string> names = hasHeader
            ? HeaderNames(path, rows[0])
            : [.. Enumerable.Range(1, width).Select(static number => FormattableString.Invariant($"Column{number}"))];
        if (hasHeader && rows.Count == 1)
        {
            throw new FileFaultException($"'{path}' has a header ({string.Join(", ", names)}) and no rows below it; add rows.");
        }

        return new Table(path, names, hasHeader, separator, hasHeader ? [.. rows.Skip(1)] : rows);
    }

    private static string[] HeaderNames(string path, TableRow header)
    {
        string[] names = [.. header.Fields.Select(static name => name.Trim())];
        for (int i = 0; i < names.Length; i++)
        {
            if (names[i].Length == 0)
            {
                throw new FileFaultException(FormattableString.Invariant($"line {header.Line} of '{path}' names no column {i + 1}; give each column a name."));
            }
        }

        return names.GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(static same => same.Skip(1).Any()) is { } twice
            ? throw new FileFaultException(
                FormattableString.Invariant($"line {header.Line} of '{path}' names two columns '{twice.Key}'; give each column a name of its own."))
            : names;
    }
}
