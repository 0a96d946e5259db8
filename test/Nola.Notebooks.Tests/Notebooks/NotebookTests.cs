using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Notebooks.Tests.Notebooks;

/// <summary>Every code cell of every notebook, on few rows. eng/test-notebooks.sh runs them as a user does: with a kernel, from packages.</summary>
[TestClass]
public sealed class NotebookTests
{
    private const string DataFolder = "NOLA_EXAMPLE_DATA";
    private const string Rows = "NOLA_NOTEBOOK_ROWS";

    public static IEnumerable<object[]> Names => NotebookFile.Names.Select(static name => new object[] { name });

    [ClassInitialize]
    public static void Prepare(TestContext context)
    {
        Environment.SetEnvironmentVariable(DataFolder, Path.Combine(Repository.Root, "examples", "data"));
        Environment.SetEnvironmentVariable(Rows, "32");
        NolaFormatters.Register();
    }

    [ClassCleanup]
    public static void Restore()
    {
        Environment.SetEnvironmentVariable(DataFolder, null);
        Environment.SetEnvironmentVariable(Rows, null);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Every_cell_runs_and_prints_what_is_expected(string name)
    {
        var run = new NotebookRun();
        string[] printed = await run.RunAsync(NotebookFile.Open(name));
        foreach (string expected in Expected(name))
        {
            Assert.IsTrue(
                printed.Any(line => Regex.IsMatch(line, expected, RegexOptions.None, TimeSpan.FromSeconds(1))),
                $"{name}: no line is like '{expected}' among\n{string.Join('\n', printed)}");
        }

        Assert.IsTrue(run.Displayed.Any(static html => html.StartsWith("<img src=\"data:image/png;base64,iVBOR", StringComparison.Ordinal)), "no picture");
    }

    /// <summary>What makes dotnet-repl and dotnet-interactive take a notebook for C#, and "#r" lines for packages.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_notebook_names_its_kernel_as_the_tools_want_it(string name)
    {
        JsonElement metadata = NotebookFile.Open(name).Metadata;
        Assert.AreEqual("csharp", metadata.GetProperty("kernelspec").GetProperty("language").GetString());
        Assert.AreEqual("csharp", metadata.GetProperty("polyglot_notebook").GetProperty("kernelInfo").GetProperty("defaultKernelName").GetString());
    }

    /// <summary>The notebooks are there, and each has lines to be checked: a test over nothing would pass.</summary>
    [TestMethod]
    public void Every_notebook_has_expected_lines()
    {
        Assert.HasCount(8, NotebookFile.Names);
        foreach (string name in NotebookFile.Names)
        {
            Assert.IsNotEmpty(Expected(name), name);
        }
    }

    /// <summary>Outputs are committed so that the notebooks can be read on a web page; they hold no path of the machine that ran them.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_notebook_is_small_and_names_no_folder_of_a_machine(string name)
    {
        string text = File.ReadAllText(Path.Combine(NotebookFile.Folder, name));
        Assert.IsLessThan(300 << 10, text.Length);
        Assert.DoesNotContain("/root/", text);
        Assert.DoesNotContain("/home/", text);
        Assert.DoesNotContain(".nuget", text);
        Assert.DoesNotContain("\"output_type\": \"error\"", text);
    }

    private static string[] Expected(string name) =>
    [
        .. File.ReadAllLines(Path.Combine(NotebookFile.Folder, "expected-lines.tsv"))
            .Select(static line => line.Split('\t'))
            .Where(parts => parts[0] == name)
            .Select(static parts => parts[1]),
    ];
}
