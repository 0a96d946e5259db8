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
    private static readonly MarkdownPage Images = MarkdownPage.Named("docs/images.md");

    [TestMethod]
    public void The_first_program_fits_evaluates_saves_loads_predicts_and_reports()
    {
        using var folder = new TemporaryFolder();
        WriteRows(folder.File("reviews.tsv"), "Text\tLabel", "Number {0} works well and was worth every cent.\t1", "Number {0} broke after two days, a waste of money.\t0");
        string[] lines = Run(GettingStarted, "reviews-report", folder.Path);
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
        string[] lines = Run(GettingStarted, "questions", folder.Path);
        Assert.StartsWith("accuracy ", lines[^2]);
        Assert.AreEqual("card_arrival", lines[^1]);
    }

    [TestMethod]
    public void The_program_of_pictures_runs_over_the_backbone_of_the_repository()
    {
        using var folder = new TemporaryFolder();
        TinyPicture.WriteFolders(folder.File("pictures"), TinyPicture.Colours.Count * RowsOfAClass);
        TinyPicture.Write(folder.File("new.jpg"), 1);
        string backbone = Directory.CreateDirectory(folder.File(Path.Combine("models", "shapes-vit"))).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "models", "shapes-vit")))
        {
            File.Copy(file, Path.Combine(backbone, Path.GetFileName(file)));
        }

        string[] lines = Run(Images, "images", folder.Path);
        Assert.StartsWith("accuracy ", lines[^2]);
        Assert.AreEqual(TinyPicture.Colours[1], lines[^1]);
        Assert.IsLessThan(64 << 10, new FileInfo(folder.File("pictures.zip")).Length);
    }

    private static void WriteRows(string path, string header, params string[] patterns) => File.WriteAllLines(
        path,
        [header, .. Enumerable.Range(1, RowsOfAClass).SelectMany(i => patterns.Select(pattern => pattern.Replace("{0}", $"{i}", StringComparison.Ordinal)))]);

    /// <summary>What the program wrote.</summary>
    private static string[] Run(MarkdownPage page, string snippet, string folder)
    {
        Assembly program = new AssemblyLoadContext(snippet).LoadFromStream(new MemoryStream(SnippetCompiler.Emit(Snippet.Named(page, snippet))));
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
