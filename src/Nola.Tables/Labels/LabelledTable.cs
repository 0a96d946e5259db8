using Microsoft.ML;
using Microsoft.ML.Nola.Columns;
using Nola.Tables.Rows;
using Nola.Tables.Views;

namespace Nola.Tables.Labels;

/// <summary>Texts with labels, from a file: which column is what is known, and the labels are such that something can be learnt from them.</summary>
public sealed class LabelledTable
{
    private const int NamedLabels = 5;

    private LabelledTable(string path, string label, string text, string? text2)
    {
        Path = path;
        LabelColumn = label;
        TextColumn = text;
        Text2Column = text2;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the name of the label column.</summary>
    public string LabelColumn { get; }

    /// <summary>Gets the name of the text column.</summary>
    public string TextColumn { get; }

    /// <summary>Gets the name of the column of the second text; null if there is none.</summary>
    public string? Text2Column { get; }

    /// <summary>Gets the task, as the user said or as the labels ask for.</summary>
    public LabelTask Task { get; private init; }

    /// <summary>Gets which label means true; null unless the task is binary.</summary>
    public BinaryLabels? Binary { get; private init; }

    /// <summary>Gets the rows that have a label, in the order of the file; in a multi-label task all rows.</summary>
    public IReadOnlyList<LabelledRow> Rows { get; private init; } = [];

    /// <summary>Gets the distinct labels, in the order in which they come; in a multi-label task each alone.</summary>
    public IReadOnlyList<LabelCount> Labels { get; private init; } = [];

    /// <summary>Gets sentences on what was left out or guessed.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: .tsv, .csv, .jsonl or .txt, whatever its separator, with or without header.</param>
    /// <param name="options">What is known of it.</param>
    /// <returns>Its rows, of at least two labels unless the task is regression or multi-label.</returns>
    /// <exception cref="FileFaultException">The file cannot be read, or nothing can be learnt from it.</exception>
    public static LabelledTable Read(string path, LabelledTableOptions? options = null)
    {
        options ??= new LabelledTableOptions();
        LabelledTable table = ReadRows(path, options);
        var column = new LabelColumn([.. SingleLabels(table.Rows, options.Task)]);
        var faults = new LabelFaults(path, table.LabelColumn);
        LabelTask task = options.Task ?? column.Task;
        faults.Check(column, task, isAsked: options.Task is not null);
        return table.With(task, column.Counts, task == LabelTask.Binary ? BinaryLabels.Find(column.Counts) ?? ByOrder(column.Counts) : null);
    }

    /// <summary>Reads a file to test a model on: one label is enough, since the model knows them all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What is known of it; the columns and the task are those of the model.</param>
    /// <param name="known">The labels that the model knows; null if that cannot be told.</param>
    /// <returns>Its rows.</returns>
    /// <exception cref="FileFaultException">The file cannot be read, or has a label that the model does not know.</exception>
    public static LabelledTable ReadTest(string path, LabelledTableOptions options, IReadOnlyCollection<string>? known)
    {
        ArgumentNullException.ThrowIfNull(options);
        LabelledTable table = ReadRows(path, options);
        if (known is not null)
        {
            CheckKnown(table, options.Task, known);
        }

        var column = new LabelColumn([.. SingleLabels(table.Rows, options.Task)]);
        if (options.Task == LabelTask.Regression)
        {
            new LabelFaults(path, table.LabelColumn).Check(column, LabelTask.Regression, isAsked: true);
        }

        return table.With(options.Task ?? LabelTask.Multiclass, column.Counts, binary: null);
    }

    /// <summary>Leaves rows out.</summary>
    /// <param name="isKept">Says which rows stay.</param>
    /// <returns>The rows that stay.</returns>
    public LabelledTable Where(Func<LabelledRow, bool> isKept) => With([.. Rows.Where(isKept)]);

    /// <summary>Draws rows to be tested on, from each label its share, and leaves at least one of each to learn from.</summary>
    /// <param name="fraction">The share of rows to be tested on, between 0 and 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <returns>The rows to learn from and those to be tested on, each in the order of the file.</returns>
    /// <exception cref="FileFaultException">A label has one row; in a multi-label task each row has such a label.</exception>
    public (LabelledTable Train, LabelledTable Test) Split(double fraction, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(fraction, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fraction, 1);
        var random = new Random(seed);
        var test = new HashSet<LabelledRow>(ReferenceEqualityComparer.Instance);
        if (Task == LabelTask.MultiLabel)
        {
            LabelledRow[] shuffled = [.. Rows];
            random.Shuffle(shuffled);
            test.UnionWith(SeveralLabelsDraw.Draw(shuffled, fraction));
            return test.Count == 0 ? throw new LabelFaults(Path, LabelColumn).NoneToSpare() : SplitOff(test);
        }

        if (Task != LabelTask.Regression)
        {
            new LabelFaults(Path, LabelColumn).CheckLonely(Rows);
        }

        foreach (IGrouping<string, LabelledRow> label in Rows.GroupBy(row => Task == LabelTask.Regression ? string.Empty : row.Label, StringComparer.Ordinal))
        {
            LabelledRow[] rows = [.. label];
            random.Shuffle(rows);
            test.UnionWith(rows.Take(Math.Clamp((int)Math.Round(rows.Length * fraction), 1, rows.Length - 1)));
        }

        return SplitOff(test);
    }

    /// <summary>The rows as ML.NET's data: the text columns and the label column, as text, under the names that they have in the file.</summary>
    /// <returns>The data.</returns>
    public IDataView ToDataView() => Text2Column is null
        ? new TextColumnsView([TextColumn, LabelColumn], Rows.Select(static row => (IReadOnlyList<string>)[row.Text, row.Label]), Rows.Count)
        : new TextColumnsView(
            [TextColumn, Text2Column, LabelColumn], Rows.Select(static row => (IReadOnlyList<string>)[row.Text, row.Text2!, row.Label]), Rows.Count);

    /// <summary>Rows of classes that are not read from a file of rows.</summary>
    internal static LabelledTable OfClasses(string path, string label, string text, IReadOnlyList<LabelledRow> rows, IReadOnlyList<string> notes) =>
        new LabelledTable(path, label, text, text2: null) { Rows = rows, Notes = notes }
            .With(LabelTask.Multiclass, new LabelColumn([.. rows.Select(static row => row.Label)]).Counts, binary: null);

    /// <summary>The labels of the rows, one after another.</summary>
    private static IEnumerable<string> SingleLabels(IEnumerable<LabelledRow> rows, LabelTask? task) =>
        rows.SelectMany(row => task == LabelTask.MultiLabel ? LabelList.Split(row.Label) : [row.Label]);

    private static void CheckKnown(LabelledTable table, LabelTask? task, IReadOnlyCollection<string> known)
    {
        var set = known.ToHashSet(StringComparer.Ordinal);
        foreach (LabelledRow row in table.Rows)
        {
            if (SingleLabels([row], task).FirstOrDefault(label => !set.Contains(label)) is { } stranger)
            {
                string labels = known.Count <= NamedLabels ? $"; it knows {string.Join(", ", known.Select(static label => $"'{label}'"))}" : string.Empty;
                string near = NearNames.Describe(stranger, known);
                throw new FileFaultException(FormattableString.Invariant(
                    $"line {row.Line} of '{table.Path}' has the label '{stranger}', which the model does not know{labels}{near}; mend it, or leave the row out."));
            }
        }
    }

    private static LabelledTable ReadRows(string path, LabelledTableOptions options)
    {
        string?[] named = [options.Label, options.Text, options.Text2];
        Table table = Table.Read(path, new TableOptions
        {
            Separator = options.Separator,
            HasHeader = options.HasHeader,
            KnownColumns = [.. named.OfType<string>()],
        });
        (int label, int text, int? text2) = RoleGuess.Find(table, options);
        bool areSeveral = options.Task == LabelTask.MultiLabel;
        TableRow[] unlabelled =
            [.. table.Rows.Where(row => areSeveral ? LabelList.Split(row.Fields[label]).Count == 0 : string.IsNullOrWhiteSpace(row.Fields[label]))];
        if (unlabelled.Length == table.Rows.Count)
        {
            string[] others = [.. RoleGuess.Recurring(table, text, text2, label).Select(column => table.Columns.Names[column])];
            throw new LabelFaults(path, table.Columns.Names[label]).Empty(others);
        }

        return new LabelledTable(path, table.Columns.Names[label], table.Columns.Names[text], text2 is int second ? table.Columns.Names[second] : null)
        {
            Rows =
            [
                .. table.Rows.Where(row => areSeveral || !string.IsNullOrWhiteSpace(row.Fields[label])).Select(row => new LabelledRow(
                    row.Fields[text],
                    text2 is int other ? row.Fields[other] : null,
                    areSeveral ? LabelList.Join(LabelList.Split(row.Fields[label])) : row.Fields[label].Trim(),
                    row.Line)),
            ],
            Notes = unlabelled.Length == 0 ? [] :
            [
                FormattableString.Invariant($"{unlabelled.Length:N0} of {table.Rows.Count:N0} rows have no label and are ")
                + FormattableString.Invariant($"{(areSeveral ? "kept" : "left out")} (the first in line {unlabelled[0].Line})."),
            ],
        };
    }

    private static BinaryLabels ByOrder(IReadOnlyList<LabelCount> labels)
    {
        string[] ordered = [.. labels.Select(static label => label.Label).Order(StringComparer.Ordinal)];
        return new BinaryLabels(ordered[0], ordered[1]);
    }

    private (LabelledTable Train, LabelledTable Test) SplitOff(HashSet<LabelledRow> test) =>
        (With([.. Rows.Where(row => !test.Contains(row))]), With([.. Rows.Where(test.Contains)]));

    private LabelledTable With(IReadOnlyList<LabelledRow> rows) =>
        new(Path, LabelColumn, TextColumn, Text2Column) { Rows = rows, Labels = Labels, Task = Task, Binary = Binary, Notes = Notes };

    private LabelledTable With(LabelTask task, IReadOnlyList<LabelCount> labels, BinaryLabels? binary) =>
        new(Path, LabelColumn, TextColumn, Text2Column) { Rows = Rows, Labels = labels, Task = task, Binary = binary, Notes = Notes };
}
