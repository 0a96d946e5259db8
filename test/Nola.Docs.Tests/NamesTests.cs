using System.Xml.Linq;
using Nola.Docs.Tests.Markdown;
using Nola.Testing;

namespace Nola.Docs.Tests;

[TestClass]
public sealed class NamesTests
{
    private static readonly string[] Header = ["assembly", "package", "namespaces"];

    [TestMethod]
    public void The_table_of_names_stands_once_and_has_every_package()
    {
        PageTable table = MarkdownPage.All.SelectMany(static page => page.Tables).Single(static table => table.Header.Select(static cell => cell.Text).SequenceEqual(Header));
        HashSet<string> named = [.. table.Body.Select(static row => row[1].Text)];
        string[] packages =
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(static path => XDocument.Load(path).Descendants("PackageId").FirstOrDefault()?.Value).OfType<string>(),
        ];
        Assert.IsNotEmpty(packages);
        string[] missing = [.. packages.Where(package => !named.Contains(package))];
        Assert.IsEmpty(missing, string.Join(", ", missing));
    }
}
