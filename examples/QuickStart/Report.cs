using System.IO.Compression;
using Spectre.Console;

namespace QuickStart;

/// <summary>Prints what was found.</summary>
internal static class Report
{
    public static void Title(TextData data) => Console.WriteLine(data.Title);

    public static void Trials(params ReadOnlySpan<TrialResult> trials)
    {
        Table table = CreateTable("method");
        foreach (string name in new[] { "test accuracy", "trained numbers", "zip bytes", "seconds" })
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (TrialResult trial in trials)
        {
            table.AddRow(
                trial.Name,
                $"{trial.Accuracy:F4}",
                $"{trial.TrainedNumbers:N0}",
                $"{trial.ZipBytes:N0}",
                $"{trial.FitSeconds:F1}");
        }

        AnsiConsole.Write(table);
    }

    public static void Zip(string path)
    {
        using ZipArchive zip = ZipFile.OpenRead(path);
        Console.WriteLine($"Saved the NOLA model, {new FileInfo(path).Length:N0} bytes; the backbone is not in it but named by its hash:");
        Console.WriteLine($"  {path}");
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            Console.WriteLine($"  {entry.CompressedLength,9:N0}  {entry.FullName}");
        }
    }

    public static void Reloaded(bool equal, int rows) => Console.WriteLine(equal
        ? $"A second process loaded the zip with a plain MLContext: its scores for {rows:N0} texts equal this process's to the last bit."
        : $"A second process loaded the zip, but its scores for {rows:N0} texts DIFFER from this process's.");

    public static void Predictions(IReadOnlyList<string> texts, Scores scores)
    {
        Table table = CreateTable("text").AddColumn("prediction").AddColumn(new TableColumn("probability").RightAligned());
        for (int i = 0; i < texts.Count; i++)
        {
            table.AddRow(Markup.Escape(texts[i]), Markup.Escape(scores.Categories[i]), $"{scores.Values[i].Max():F2}");
        }

        AnsiConsole.Write(table);
    }

    public static void Html(string path)
    {
        Console.WriteLine("The fit and its errors as pictures, to open in a browser:");
        Console.WriteLine($"  {path}");
    }

    private static Table CreateTable(string firstColumn) => new Table().Border(TableBorder.Rounded).AddColumn(firstColumn);
}
