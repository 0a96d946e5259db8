namespace Nola.Bench;

/// <summary>A labelled data set, split as its authors did.</summary>
internal sealed record LabelledData(string Name, int ClassCount, IReadOnlyList<(string Text, int Target)> Train, IReadOnlyList<(string Text, int Target)> Test)
{
    /// <summary>Banking77 with some rows of each class, drawn with a seed, from train.csv and test.csv (text,category).</summary>
    public static LabelledData Banking77(string folder, int perClass, int draw)
    {
        (string Text, string Label)[] train = [.. ReadCsv(Path.Combine(folder, "banking77", "train.csv"))];
        string[] classes = [.. train.Select(static row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int Target(string label) => Array.BinarySearch(classes, label, StringComparer.Ordinal);
        return new LabelledData(
            "banking77",
            classes.Length,
            [.. train.GroupBy(static row => row.Label, StringComparer.Ordinal).SelectMany(group => Choose([.. group], perClass, draw))
                .Select(row => (row.Text, Target(row.Label)))],
            [.. ReadCsv(Path.Combine(folder, "banking77", "test.csv")).Select(row => (row.Text, Target(row.Label)))]);
    }

    /// <summary>Rows of a class drawn at random, the same on every call: neighbours in the file resemble each other.</summary>
    private static IEnumerable<T> Choose<T>(T[] rows, int count, int draw)
    {
        new Random(draw).Shuffle(rows);
        return rows.Take(count);
    }

    /// <summary>Quoted fields may hold commas, doubled quotes and line ends.</summary>
    private static IEnumerable<(string Text, string Label)> ReadCsv(string path)
    {
        string content = File.ReadAllText(path).ReplaceLineEndings("\n");
        int at = content.IndexOf('\n', StringComparison.Ordinal) + 1;
        while (at < content.Length)
        {
            string text;
            if (content[at] == '"')
            {
                int end = at + 1;
                while (content[end] != '"' || (end + 1 < content.Length && content[end + 1] == '"'))
                {
                    end += content[end] == '"' ? 2 : 1;
                }

                text = content[(at + 1)..end].Replace("\"\"", "\"", StringComparison.Ordinal);
                at = end + 2;
            }
            else
            {
                int comma = content.IndexOf(',', at);
                text = content[at..comma];
                at = comma + 1;
            }

            int line = content.IndexOf('\n', at);
            line = line < 0 ? content.Length : line;
            yield return (text, content[at..line]);
            at = line + 1;
        }
    }
}
