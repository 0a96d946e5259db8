using System.Text.RegularExpressions;
using Nola.Docs.Tests.Markdown;
using Nola.Testing;

namespace Nola.Docs.Tests;

/// <summary>
/// A table after the comment <c>figures: FILE FILE ...</c> has one column a file beside the method's, and says what the summary lines of the files say.
/// </summary>
[TestClass]
public sealed partial class FigureTests
{
    [TestMethod]
    public void Tables_of_figures_say_what_was_measured()
    {
        int checkedCells = 0;
        foreach (PageTable table in MarkdownPage.All.SelectMany(static page => page.Tables))
        {
            if (Marker().Match(table.Comment ?? string.Empty) is not { Success: true } match)
            {
                continue;
            }

            string[] files = match.Groups["files"].Value.Split(' ');
            foreach (IReadOnlyList<TableText> row in table.Body)
            {
                for (int i = 0; i < files.Length; i++)
                {
                    Assert.AreEqual(Read(files[i], row[0].Codes[0]), row[i + 1].Text, table.Place);
                    checkedCells++;
                }
            }
        }

        Assert.IsGreaterThan(0, checkedCells);
    }

    private static string Read(string file, string method)
    {
        string[] values =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, file)).Select(static line => Summary().Match(line))
                .Where(match => match.Groups["method"].Value == method)
                .Select(static match => match.Groups["value"].Value),
        ];
        return values.Length == 1 ? values[0] : throw new InvalidDataException($"{file} has {values.Length} summaries of {method}.");
    }

    [GeneratedRegex("^<!-- figures: (?<files>.*) -->$", RegexOptions.ExplicitCapture)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^# \w+ (?<method>[\w-]+): (?<value>[\d.]+ \+- [\d.]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Summary();
}
