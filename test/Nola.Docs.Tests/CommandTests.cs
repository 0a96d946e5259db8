using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nola.Docs.Tests.Markdown;
using Nola.Testing;

namespace Nola.Docs.Tests;

/// <summary>Lines of code blocks that call <c>dotnet</c> or <c>nola</c> use commands and options that exist.</summary>
[TestClass]
public sealed partial class CommandTests
{
    // Those take properties of MSBuild, whose own help is not theirs.
    private static readonly string[] BuildCommands = ["build", "publish", "run", "pack", "test", "restore"];

    private static readonly string[] OurPackages =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(static path => XDocument.Load(path).Descendants("PackageId").FirstOrDefault()?.Value).OfType<string>(),
    ];

    [TestMethod]
    public void Dotnet_knows_the_options()
    {
        (string Place, string Line)[] lines = [.. Lines("dotnet").Where(static line => !line.Line.EndsWith(".dll", StringComparison.Ordinal))];
        Assert.IsNotEmpty(lines);
        string[] faults = [.. lines.AsParallel().AsOrdered().SelectMany(static line => FindFaults(line.Place, "dotnet", [], DotnetCommand(line.Line), line.Line))];
        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    [TestMethod]
    public void Nola_knows_the_options()
    {
        var tool = new TestProgram("Nola.Tool");
        string path = Path.Combine(tool.Folder, "Nola.Tool.dll");
        if (!File.Exists(path))
        {
            Assert.Inconclusive($"Skipped: '{path}' is not built.");
        }

        string[] faults =
        [
            .. Lines("nola").AsParallel().AsOrdered()
                .SelectMany(line => FindFaults(line.Place, "dotnet", [path], Words(line.Line).Skip(1).TakeWhile(IsWord).Take(1), line.Line)),
        ];
        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    /// <summary>A package that is added is one that this repository packs or whose version it pins, and that version.</summary>
    [TestMethod]
    public void Packages_that_are_added_exist_in_that_version()
    {
        Dictionary<string, string> pins = Pins();
        var faults = new List<string>();
        foreach ((string place, string line) in Lines("dotnet").Where(static line => PackageAdd().IsMatch(line.Line)))
        {
            Match match = PackageAdd().Match(line);
            string name = match.Groups["name"].Value;
            string version = match.Groups["version"].Value;
            bool known = OurPackages.Contains(name, StringComparer.Ordinal) || name == "Nola.Backbones.MiniLM"
                ? version.Length == 0
                : name.StartsWith("TorchSharp", StringComparison.Ordinal) ? version == pins["TorchSharp"] : pins.TryGetValue(name, out string? pin) && pin == version;
            if (!known)
            {
                faults.Add($"{place}: {line}");
            }
        }

        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    private static Dictionary<string, string> Pins()
    {
        string torchSharp = XDocument.Load(Path.Combine(Repository.Root, "eng", "TorchVersions.props")).Descendants("TorchSharpVersion").Single().Value;
        var pins = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(static pin => pin.Attribute("Include")!.Value, static pin => pin.Attribute("Version")!.Value, StringComparer.Ordinal);
        pins["TorchSharp"] = torchSharp;
        return pins;
    }

    private static IEnumerable<(string Place, string Line)> Lines(string program) =>
        from line in BlockLines().Concat(InlineCodes())
        let command = Prompt().Replace(line.Line, string.Empty).Trim()
        where command.StartsWith(program + " ", StringComparison.Ordinal)
        select (line.Place, command.Split(" #")[0].Split(" | ")[0].Split(" && ")[0].Trim());

    private static IEnumerable<(string Place, string Line)> BlockLines() =>
        from page in MarkdownPage.All
        from block in page.CodeBlocks
        where block.Language is "" or "sh" or "bash" or "console" or "powershell" or "pwsh" or "dockerfile"
        from line in block.Code.Split('\n')
        select (block.Place, line);

    private static IEnumerable<(string Place, string Line)> InlineCodes() =>
        from page in MarkdownPage.All
        from code in page.InlineCodes
        select ($"{page.Name}:{code.Line}", code.Code);

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsWord(string word) => PlainWord().IsMatch(word);

    /// <summary>The words of a call that name its command: one, two for "dotnet tool install", and the template for "dotnet new".</summary>
    private static string[] DotnetCommand(string line)
    {
        string[] words = [.. Words(line).Skip(1).TakeWhile(IsWord)];
        return words switch
        {
            ["tool" or "package" or "nuget" or "new" or "sln" or "reference", _, ..] => words[..2],
            ["add", "package", ..] => ["add", "package"],
            [_, ..] => words[..1],
            [] => [],
        };
    }

    private static IEnumerable<string> FindFaults(string place, string program, IEnumerable<string> before, IEnumerable<string> command, string line)
    {
        string[] words = [.. command];
        if (words is ["new", var template] && template.StartsWith("nola-", StringComparison.Ordinal))
        {
            // Known once its package is installed; a test of that package makes programs from it.
            yield break;
        }

        IEnumerable<string> options = Words(line).TakeWhile(static word => word != "--").Where(static word => word.StartsWith('-')).Select(static word => word.Split('=', ':')[0]);
        string[] wanted = [.. options.Where(option => !(BuildCommands.Contains(words.FirstOrDefault()) && option is "-p" or "--property"))];
        if (wanted.Length == 0 && words.Length == 0)
        {
            yield break;
        }

        (int code, string help) = Help(program, [.. before, .. words]);
        if (code != 0)
        {
            yield return $"{place}: '{string.Join(' ', words)}' has no help: {line}";
            yield break;
        }

        HashSet<string> known = [.. Option().Matches(help).Select(static match => match.Value)];
        foreach (string option in wanted.Where(option => !known.Contains(option)))
        {
            yield return $"{place}: '{string.Join(' ', words)}' has no option {option}: {line}";
        }
    }

    private static (int Code, string Help) Help(string program, string[] command)
    {
        var start = new ProcessStartInfo(program, [.. command, "--help"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    [GeneratedRegex(@"^\s*(\$|>|PS>|RUN)\s+", RegexOptions.ExplicitCapture)]
    private static partial Regex Prompt();

    [GeneratedRegex("^[a-z][a-z-]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"(?<![\w-])--?[A-Za-z][\w-]*", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex(@"^dotnet (add package|package add) (?<name>[\w.-]+)( (-v|--version) (?<version>[\w.-]+))?", RegexOptions.ExplicitCapture)]
    private static partial Regex PackageAdd();
}
