using Microsoft.ML;
using Microsoft.ML.Data;

namespace ModelBuilderStyle;

/// <summary>Finding the file, and its columns by their names.</summary>
public static partial class SentimentModel
{
    private static string FindFile(string path)
    {
        if (File.Exists(path))
        {
            return path;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException($"'{path}' is neither in '{Environment.CurrentDirectory}' nor in '{AppContext.BaseDirectory}' or a folder above it.");
    }

    private static (int Text, int Label) FindColumns(MLContext mlContext, MultiFileSource file, TextLoader.Options options)
    {
        string path = file.GetPathOrNull(0);
        string[] names = ReadColumnNames(mlContext, file, options);
        int label = FindColumn(names, RetrainLabelColumn, nameof(RetrainLabelColumn), path);
        if (!string.IsNullOrEmpty(RetrainTextColumn))
        {
            return (FindColumn(names, RetrainTextColumn, nameof(RetrainTextColumn), path), label);
        }

        int[] others = [.. Enumerable.Range(0, names.Length).Where(i => i != label)];
        return others.Length == 1
            ? (others[0], label)
            : throw new InvalidDataException(
                $"'{path}' has {others.Length} columns beside '{names[label]}' ({List(names)}): name the one with the text in {nameof(RetrainTextColumn)}.");
    }

    /// <summary>The names in the header, as ML.NET reads it; col0, col1 and so on if there is none.</summary>
    private static string[] ReadColumnNames(MLContext mlContext, MultiFileSource file, TextLoader.Options options)
    {
        const string All = "All";
        string path = file.GetPathOrNull(0);
        if (File.ReadLines(path).Take(options.HasHeader ? 2 : 1).Count() < (options.HasHeader ? 2 : 1))
        {
            throw new InvalidDataException($"'{path}' has no rows.");
        }

        options.Columns = [new TextLoader.Column(All, DataKind.String, [new TextLoader.Range(0, null)])];
        DataViewSchema.Column columns = mlContext.Data.CreateTextLoader(options, file).GetOutputSchema()[All];
        int count = columns.Type is VectorDataViewType vector ? vector.Size : 1;
        if (!columns.HasSlotNames())
        {
            return [.. Enumerable.Range(0, count).Select(static i => $"col{i}")];
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        columns.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(static name => name.ToString())];
    }

    private static int FindColumn(string[] names, string wanted, string setting, string path)
    {
        int found = Array.IndexOf(names, wanted);
        if (found >= 0)
        {
            return found;
        }

        string[] near = [.. names.Where(name => IsNear(name, wanted))];
        string others = near.Length > 0 ? $"did you mean {List(near)}?"
            : names.Length > 1 ? $"it has {List(names)}."
            : $"it has one, {List(names)}: is the separator, {nameof(RetrainSeparatorChar)}, the right one?";
        throw new InvalidDataException($"'{path}' has no column '{wanted}', which {setting} in the program names; {others}");
    }

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Take(20).Select(static name => $"'{name}'"));

    /// <summary>Whether two names differ in case, in what stands before or after, or in two letters.</summary>
    private static bool IsNear(string name, string wanted) =>
        (name.Length > 1 && wanted.Contains(name, StringComparison.OrdinalIgnoreCase))
        || name.Contains(wanted, StringComparison.OrdinalIgnoreCase)
        || CountEdits(name.ToUpperInvariant(), wanted.ToUpperInvariant()) <= 2;

    /// <summary>How many letters must be put in, left out or changed to make one word of the other (Levenshtein).</summary>
    private static int CountEdits(string first, string second)
    {
        int[] edits = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 0; i < first.Length; i++)
        {
            int diagonal = edits[0]++;
            for (int j = 0; j < second.Length; j++)
            {
                int changed = diagonal + (first[i] == second[j] ? 0 : 1);
                diagonal = edits[j + 1];
                edits[j + 1] = Math.Min(changed, Math.Min(diagonal, edits[j]) + 1);
            }
        }

        return edits[second.Length];
    }
}
