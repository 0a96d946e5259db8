namespace Nola.Tables.Rows;

/// <summary>Finds the separator by the content: the one that splits the lines into the same number of columns.</summary>
internal static class Separators
{
    private const int SampleLength = 1 << 16;

    /// <summary>What may separate columns; a tab comes first, since it is rare in a text.</summary>
    public static readonly IReadOnlyList<char> Candidates = ['\t', ',', ';'];

    /// <summary>The separator that splits the lines most evenly.</summary>
    /// <exception cref="FileFaultException">None does.</exception>
    public static char Guess(string path, string text)
    {
        (char separator, double share)[] splits = Try(text);
        if (splits is not [var best, ..])
        {
            throw new FileFaultException(
                $"no tab, comma or semicolon splits the lines of '{path}' into columns; put a tab between the text and the label of each line.");
        }

        return best.separator;
    }

    /// <summary>The error for a separator that the user named and that splits nothing.</summary>
    public static FileFaultException Wrong(string path, string text, char separator) => new(
        $"{Name(separator)}s do not split the lines of '{path}' into columns"
        + (Try(text) is [var best, ..]
            ? $"; {Name(best.Separator)}s do: name that separator, or none, and it is found."
            : "; name the separator that the file has."));

    /// <summary>The error for a row with more or fewer columns than the others.</summary>
    public static FileFaultException Uneven(string path, TableRow row, int width, char separator)
    {
        InvariantText sentence =
            $"line {row.Line} of '{path}' has {Columns(row.Fields.Count)} where most rows have {width}; "
            + $"put quotes (\") around a field that holds a {Name(separator)}, or mend the line.";
        return new FileFaultException(sentence.ToString());
    }

    public static string Name(char separator) => separator switch
    {
        '\t' => "tab",
        ',' => "comma",
        ';' => "semicolon",
        _ => $"'{separator}'",
    };

    private static string Columns(int count) => count == 1 ? "1 column" : FormattableString.Invariant($"{count} columns");

    /// <summary>
    /// The separators that split the first line, the most even first. Equal ones come in the order of the candidates.
    /// </summary>
    private static (char Separator, double Share)[] Try(string text)
    {
        string sample = Sample(text);
        return
        [
            .. Candidates.Select(separator => (Separator: separator, Share: Share(sample, separator)))
                .Where(static split => split.Share > 0)
                .OrderByDescending(static split => split.Share),
        ];
    }

    /// <summary>The share of rows that have as many columns as most have; 0 if the first line is not split.</summary>
    private static double Share(string sample, char separator)
    {
        IReadOnlyList<TableRow> rows = SeparatedRows.ReadLeniently(sample, separator);
        if (rows is [] or [{ Fields.Count: 1 }, ..])
        {
            return 0;
        }

        KeyValuePair<int, int> most = rows.CountBy(static row => row.Fields.Count).MaxBy(static count => count.Value);
        return most.Key == 1 ? 1.0 / (rows.Count + 1) : (double)most.Value / rows.Count;
    }

    private static string Sample(string text)
    {
        int end = text.Length <= SampleLength ? -1 : text.LastIndexOf('\n', SampleLength);
        return end < 0 ? text : text[..(end + 1)];
    }
}
