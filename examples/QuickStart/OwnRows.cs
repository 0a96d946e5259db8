using Microsoft.ML;
using Nola.Tables.Labels;

namespace QuickStart;

/// <summary>A user's own rows, a fifth of which is kept for testing.</summary>
internal static class OwnRows
{
    private const double TestShare = 0.2;
    private const int SampleCount = 5;
    private const int SplitSeed = 1;

    public static TextData Load(MLContext ml, QuickStartOptions options)
    {
        LabelledTable table = LabelledTable.Read(options.Data!, new LabelledTableOptions { Label = options.Label, Text = options.Text, Task = LabelTask.Multiclass });
        (LabelledTable train, LabelledTable test) = table.Split(TestShare, SplitSeed);
        string title =
            $"{Path.GetFileName(options.Data)}: {train.Rows.Count:N0} texts to learn from, {test.Rows.Count:N0} to test on, {table.Labels.Count} labels "
            + $"(text in '{table.TextColumn}', label in '{table.LabelColumn}')";
        return new TextData(
            string.Join(Environment.NewLine, [title, .. table.Notes]),
            View(ml, train),
            View(ml, test),
            [.. table.Labels.Select(static label => label.Label)],
            [.. test.Rows.Take(SampleCount).Select(static row => row.Text)]);
    }

    private static IDataView View(MLContext ml, LabelledTable table) =>
        ml.Data.LoadFromEnumerable(table.Rows.Select(static row => new LabelledText { Text = row.Text, Category = row.Label }));
}
