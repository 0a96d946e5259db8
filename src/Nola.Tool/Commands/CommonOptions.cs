using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.ML.Nola;

namespace Nola.Tool.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string?> Backbone(string description) => new("--backbone") { Description = description, HelpName = "FOLDER" };

    public static Option<string?> BaseQuantization() => new Option<string?>("--base-quantization")
    {
        Description = "How the backbone's weights are held: none, int8 (a quarter of the memory) or nf4 (about a seventh); default: none.",
        HelpName = "TYPE",
    }.AcceptOnlyFromAmong("none", "int8", "nf4");

    public static Option<string?> Column(string name, string description) => new(name) { Description = description, HelpName = "COLUMN" };

    public static Option<string?> Report() => new("--report")
    {
        Description = "Also write a report as one HTML file: figures, calibration, the errors that the model was most certain of.",
        HelpName = "report.html",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON to standard output." };

    public static Option<char?> Separator() => new("--separator")
    {
        Description = "tab, comma, semicolon or one character; default: found by the content.",
        HelpName = "SEPARATOR",
        CustomParser = ParseSeparator,
    };

    public static Option<bool> NoHeader() => new("--no-header") { Description = "The first line is a row; default: found by the content." };

    /// <summary>What <see cref="BaseQuantization()"/> was given.</summary>
    public static BaseQuantization? ParseQuantization(string? word) => word is null ? null : Enum.Parse<BaseQuantization>(word, ignoreCase: true);

    private static char? ParseSeparator(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        char? separator = word switch
        {
            "tab" or "\\t" => '\t',
            "comma" => ',',
            "semicolon" => ';',
            [var only] when !char.IsLetterOrDigit(only) && only != '"' => only,
            _ => null,
        };
        if (separator is null)
        {
            result.AddError($"--separator is '{word}'; it must be tab, comma, semicolon or one character.");
        }

        return separator;
    }
}
