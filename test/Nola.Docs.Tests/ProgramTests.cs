using System.Reflection;
using System.Runtime.Loader;
using Nola.Docs.Tests.Markdown;
using Nola.Docs.Tests.Snippets;
using Nola.Testing;

namespace Nola.Docs.Tests;

/// <summary>Runs what a newcomer runs, on few rows.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ProgramTests
{
    private const int RowsOfAClass = 12;

    private static readonly MarkdownPage GettingStarted = MarkdownPage.Named("docs/getting-started.md");

    [TestMethod]
    public void The_first_program_fits_evaluates_saves_loads_predicts_and_reports()
    {
        using var folder = new TemporaryFolder();
        WriteRows(folder.File("reviews.tsv"), "Text\tLabel", "Number {0} works well and was worth every cent.\t1", "Number {0} broke after two days, a waste of money.\t0");
        string[] lines = Run("reviews-report", folder.Path);
        Assert.IsTrue(lines.Any(static line => line.StartsWith("accuracy ", StringComparison.Ordinal)), string.Join('\n', lines));
        Assert.IsTrue(lines.Any(static line => line.Contains("epoch 1", StringComparison.OrdinalIgnoreCase)), string.Join('\n', lines));
        Assert.StartsWith("True (", lines[^1]);
        Assert.IsLessThan(64 << 10, new FileInfo(folder.File("reviews.zip")).Length);
        Assert.Contains("<html", File.ReadAllText(folder.File("report.html")));
    }

    [TestMethod]
    public void The_program_for_several_classes_does()
    {
        using var folder = new TemporaryFolder();
        WriteRows(
            folder.File("questions.tsv"), "text\tcategory", "Where is card number {0} that I ordered?\tcard_arrival", "How do I change {0} euros into dollars?\texchange");
        string[] lines = Run("questions", folder.Path);
        Assert.StartsWith("accuracy ", lines[^2]);
        Assert.AreEqual("card_arrival", lines[^1]);
    }

    private static void WriteRows(string path, string header, params string[] patterns) => File.WriteAllLines(
        path,
        [header, .. Enumerable.Range(1, RowsOfAClass).SelectMany(i => patterns.Select(pattern => pattern.Replace("{0}", $"{i}", StringComparison.Ordinal)))]);

    /// <summary>What the program wrote.</summary>
    private static string[] Run(string snippet, string folder)
    {
        Assembly program = new AssemblyLoadContext(snippet).LoadFromStream(new MemoryStream(SnippetCompiler.Emit(Snippet.Named(GettingStarted, snippet))));
        (string before, TextWriter console) = (Environment.CurrentDirectory, Console.Out);
        using var output = new StringWriter();
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(output);
            program.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = before;
        }

        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
