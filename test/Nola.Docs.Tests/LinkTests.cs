using System.Text.RegularExpressions;
using Nola.Docs.Tests.Markdown;
using Nola.Testing;

namespace Nola.Docs.Tests;

[TestClass]
public sealed partial class LinkTests
{
    [TestMethod]
    public void Every_link_leads_to_a_file_and_a_heading_of_this_repository()
    {
        var faults = new List<string>();
        foreach (MarkdownPage page in MarkdownPage.All)
        {
            faults.AddRange(page.Links.Where(static link => !IsOutside(link.Target)).Select(link => FindFault(page, link.Target, link.Line)).OfType<string>());
        }

        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    /// <summary>The index, or the page of formats, which the index names.</summary>
    [TestMethod]
    public void The_index_leads_to_every_page_of_docs()
    {
        HashSet<string> named =
        [
            .. new[] { "docs/README.md", "docs/formats.md" }.SelectMany(static name => MarkdownPage.Named(name).Links).Select(static link => link.Target.Split('#')[0]),
        ];
        string[] missing =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(Path.GetFileName).OfType<string>()
                .Where(name => name != "README.md" && !named.Contains(name)),
        ];
        Assert.IsEmpty(missing, string.Join(", ", missing));
    }

    [TestMethod]
    public void Every_file_of_measurements_that_is_named_is_there()
    {
        (string Page, string File)[] named =
        [
            .. MarkdownPage.All.SelectMany(static page => Measurement().Matches(page.Text).Select(match => (page.Name, match.Value.TrimEnd('.')))).Distinct(),
        ];
        Assert.IsNotEmpty(named);
        string[] missing = [.. named.Where(static pair => !File.Exists(Path.Combine(Repository.Root, pair.File))).Select(static pair => $"{pair.Page}: {pair.File}")];
        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    private static bool IsOutside(string target) => Uri.TryCreate(target, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" or "mailto";

    private static string? FindFault(MarkdownPage page, string target, int line)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? page.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Path)!, Uri.UnescapeDataString(parts[0])));
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return $"{page.Name}:{line}: there is no '{target}'";
        }

        if (parts.Length == 1)
        {
            return null;
        }

        MarkdownPage? aim = MarkdownPage.All.FirstOrDefault(other => other.Path == path);
        return aim?.Anchors.Contains(parts[1], StringComparer.Ordinal) == true ? null : $"{page.Name}:{line}: '{target}' names no heading";
    }

    [GeneratedRegex(@"bench/results/[\w.-]*\w", RegexOptions.ExplicitCapture)]
    private static partial Regex Measurement();
}
