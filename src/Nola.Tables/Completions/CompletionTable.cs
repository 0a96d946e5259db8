using Microsoft.ML;
using Nola.Tables.Rows;
using Nola.Tables.Views;

namespace Nola.Tables.Completions;

/// <summary>Prompts with completions, from a file.</summary>
public sealed class CompletionTable
{
    private static readonly string[] PromptNames = ["prompt", "instruction", "input", "question", "source", "mr"];
    private static readonly string[] CompletionNames = ["completion", "response", "output", "answer", "target", "summary", "ref", "reference"];

    private CompletionTable(string path, string prompt, string completion)
    {
        Path = path;
        PromptColumn = prompt;
        CompletionColumn = completion;
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Gets the name of the column of prompts.</summary>
    public string PromptColumn { get; }

    /// <summary>Gets the name of the column of completions.</summary>
    public string CompletionColumn { get; }

    /// <summary>Gets the rows that have a completion, in the order of the file.</summary>
    public IReadOnlyList<CompletionRow> Rows { get; private init; } = [];

    /// <summary>Gets sentences on what was left out, and on what is probably not meant.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Gets the prompts, each once and in the order of the file, with all that may follow it.</summary>
    public IReadOnlyList<(string Prompt, string[] Completions)> Prompts =>
    [
        .. Rows.GroupBy(static row => row.Prompt, StringComparer.Ordinal)
            .Select(static prompt => (prompt.Key, prompt.Select(static row => row.Completion).ToArray())),
    ];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file: .tsv, .csv, .jsonl or .txt, whatever its separator, with or without header.</param>
    /// <param name="options">What is known of it.</param>
    /// <returns>Its rows.</returns>
    /// <exception cref="FileFaultException">The file cannot be read, which columns are meant cannot be told, or no row has a completion.</exception>
    public static CompletionTable Read(string path, CompletionTableOptions? options = null)
    {
        options ??= new CompletionTableOptions();
        string?[] named = [options.Prompt, options.Completion];
        Table table = Table.Read(path, new TableOptions
        {
            Separator = options.Separator,
            HasHeader = options.HasHeader,
            KnownColumns = [.. named.OfType<string>(), .. PromptNames, .. CompletionNames],
        });
        (int prompt, int completion) = FindColumns(table, options);
        CompletionRow[] rows = [.. table.Rows.Select(row => new CompletionRow(row.Fields[prompt], row.Fields[completion], row.Line))];
        CompletionRow[] empty = [.. rows.Where(static row => string.IsNullOrWhiteSpace(row.Completion))];
        string name = table.Columns.Names[completion];
        if (empty.Length == rows.Length)
        {
            throw new FileFaultException($"the column '{name}' of '{path}' is empty in every row; name the column of what is to follow the prompts.");
        }

        rows = [.. rows.Except(empty)];
        return new CompletionTable(path, table.Columns.Names[prompt], name) { Rows = rows, Notes = [.. FindNotes(rows, empty)] };
    }

    /// <summary>Draws prompts to be tested on, each with all its completions, and leaves at least one to learn from.</summary>
    /// <param name="fraction">The share of prompts to be tested on, between 0 and 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <returns>The rows to learn from and those to be tested on, each in the order of the file.</returns>
    /// <exception cref="FileFaultException">All rows have the same prompt.</exception>
    public (CompletionTable Train, CompletionTable Test) Split(double fraction, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(fraction, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fraction, 1);
        string[] prompts = [.. Rows.Select(static row => row.Prompt).Distinct(StringComparer.Ordinal)];
        if (prompts.Length == 1)
        {
            throw new FileFaultException(
                $"all rows of '{Path}' have the same prompt, so that none can be spared to be tested on; add rows, or learn from every row.");
        }

        new Random(seed).Shuffle(prompts);
        var drawn = prompts.Take(Math.Clamp((int)Math.Round(prompts.Length * fraction), 1, prompts.Length - 1)).ToHashSet(StringComparer.Ordinal);
        return (With([.. Rows.Where(row => !drawn.Contains(row.Prompt))]), With([.. Rows.Where(row => drawn.Contains(row.Prompt))]));
    }

    /// <summary>The rows as ML.NET's data: both columns, as text, under the names that they have in the file.</summary>
    /// <returns>The data.</returns>
    public IDataView ToDataView() =>
        new TextColumnsView([PromptColumn, CompletionColumn], Rows.Select(static row => (IReadOnlyList<string>)[row.Prompt, row.Completion]), Rows.Count);

    private static (int Prompt, int Completion) FindColumns(Table table, CompletionTableOptions options)
    {
        IReadOnlyList<string> names = table.Columns.Names;
        int? prompt = options.Prompt is null ? null : table.Columns.Find(options.Prompt, "prompt");
        int? completion = options.Completion is null ? null : table.Columns.Find(options.Completion, "completion");
        prompt ??= table.Columns.FindUsual(PromptNames, column => column != completion);
        completion ??= table.Columns.FindUsual(CompletionNames, column => column != prompt);
        if (names.Count == 2)
        {
            // Two columns need no names, and of one the other follows.
            prompt ??= completion == 0 ? 1 : 0;
            completion ??= 1 - prompt;
        }

        return prompt is { } first && completion is { } second
            ? first != second ? (first, second) : throw new FileFaultException(
                $"the column '{names[first]}' of '{table.Path}' was named twice; prompt and completion are columns of their own.")
            : throw new FileFaultException(
                $"which columns of '{table.Path}' are prompt and completion cannot be told ({string.Join(", ", names)}); "
                + (names.Count == 1 ? "they are two columns: put a tab between them." : "name both."));
    }

    private static IEnumerable<string> FindNotes(CompletionRow[] rows, CompletionRow[] empty)
    {
        if (empty.Length > 0)
        {
            yield return FormattableString.Invariant(
                $"{empty.Length:N0} of {rows.Length + empty.Length:N0} rows have no completion and are left out (the first in line {empty[0].Line}).");
        }

        if (rows.FirstOrDefault(static row => !IsWhiteAtCut(row)) is { } joined && rows.Count(IsWhiteAtCut) < (rows.Length + 1) / 2)
        {
            string cut = $"...{joined.Prompt[^Math.Min(10, joined.Prompt.Length)..]}{joined.Completion[..Math.Min(10, joined.Completion.Length)]}...";
            yield return $"prompts and completions join without white space ('{cut}'); mostly completions should begin with a space, or prompts end with a line break.";
        }
    }

    private static bool IsWhiteAtCut(CompletionRow row) =>
        row.Prompt.Length == 0 || char.IsWhiteSpace(row.Prompt[^1]) || char.IsWhiteSpace(row.Completion[0]);

    private CompletionTable With(IReadOnlyList<CompletionRow> rows) => new(Path, PromptColumn, CompletionColumn) { Rows = rows, Notes = Notes };
}
