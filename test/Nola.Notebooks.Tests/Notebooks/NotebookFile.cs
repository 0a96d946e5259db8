using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nola.Notebooks.Tests.Notebooks;

/// <summary>A notebook of examples/notebooks.</summary>
internal sealed partial class NotebookFile
{
    private readonly JsonDocument _json;

    private NotebookFile(string path)
    {
        Name = Path.GetFileName(path);
        _json = JsonDocument.Parse(File.ReadAllBytes(path));
        Cells = [.. _json.RootElement.GetProperty("cells").EnumerateArray()
            .Select(static (cell, i) => (Cell: cell, Number: i + 1))
            .Where(static pair => pair.Cell.GetProperty("cell_type").GetString() == "code")
            .Select(static pair => new NotebookCell(pair.Number, Text(pair.Cell.GetProperty("source"))))];
    }

    public static string Folder { get; } = Path.Combine(Nola.Testing.Repository.Root, "examples", "notebooks");

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.ipynb").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string Name { get; }

    /// <summary>The code cells.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    public JsonElement Metadata => _json.RootElement.GetProperty("metadata");

    public static NotebookFile Open(string name) => new(Path.Combine(Folder, name));

    /// <summary>The cell without the lines that only a notebook's kernel knows.</summary>
    public static string WithoutDirectives(string code) => Directive().Replace(code, string.Empty);

    private static string Text(JsonElement source) =>
        source.ValueKind == JsonValueKind.String ? source.GetString()! : string.Concat(source.EnumerateArray().Select(static line => line.GetString()));

    [GeneratedRegex("^#[ri] .*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Directive();
}
