using System.CommandLine;

namespace Nola.Tool.Commands;

/// <summary>The command line.</summary>
internal static class RootCommands
{
    private const string Description =
        """
        Adapts a frozen transformer to classify texts or pictures, or a language model to complete texts, and saves ML.NET model zips of kilobytes.

        Exit codes: 0 done (also a fit that Ctrl+C stopped and that saved what it had learnt); 1 failed, a sentence says why; 2 wrong usage;
        3 this machine cannot run it; 130 stopped by Ctrl+C, nothing saved.
        """;

    /// <summary>Gets the option that every command has.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show where an error comes from.", Recursive = true };

    public static RootCommand Create() => new(Description)
    {
        Verbose,
        FitCommand.Create(),
        EvaluateCommand.Create(),
        PredictCommand.Create(),
        GenerateCommand.Create(),
        InspectCommand.Create(),
    };
}
