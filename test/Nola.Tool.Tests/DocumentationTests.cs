using System.Text.RegularExpressions;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>docs/command-line.md says what the program has, and nothing that it has not.</summary>
[TestClass]
public sealed partial class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "command-line.md"));

    [TestMethod]
    public void Every_option_is_documented_and_every_documented_option_exists()
    {
        string[] had = [.. ((string[])["fit", "evaluate", "predict", "generate", "inspect"]).SelectMany(static command => Options(Nola.Run(command, "--help").Output))
            .Concat(["--tool-path", "--add-source", "--global", "--version"]).Distinct(StringComparer.Ordinal)];
        string[] said = [.. Options(Text).Distinct(StringComparer.Ordinal)];
        CollectionAssert.AreEquivalent(had.Where(static option => option != "--help").ToArray(), said);
    }

    private static IEnumerable<string> Options(string text) => LongOption().Matches(text).Select(static match => match.Value);

    [GeneratedRegex("--[a-z][a-z0-9-]+", RegexOptions.NonBacktracking)]
    private static partial Regex LongOption();
}
