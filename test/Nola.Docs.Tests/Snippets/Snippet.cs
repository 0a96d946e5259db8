using System.Text.RegularExpressions;
using Nola.Docs.Tests.Markdown;

namespace Nola.Docs.Tests.Snippets;

/// <summary>
/// C# of a page. The comment before it says what it is: <c>snippet: NAME</c> is a whole program, <c>snippet: NAME for web</c> one with the usings of a web
/// project, <c>snippet: NAME after OTHER</c> goes on with the program OTHER, <c>snippet: in CONTEXT</c> is a part of the file of that name in Contexts.
/// Without a comment it is statements, or properties of the options of a trainer.
/// </summary>
internal sealed partial record Snippet(CodeBlock Block, string? Name, string? Before, string? Context, bool IsWeb)
{
    /// <summary>The snippets of all pages, in order.</summary>
    public static IReadOnlyList<Snippet> All { get; } = [.. MarkdownPage.All.SelectMany(static page => page.CodeBlocks).Where(IsCSharp).Select(Read)];

    public bool IsProgram => Name is not null;

    /// <summary>The program of a name on a page.</summary>
    public static Snippet Named(MarkdownPage page, string name) =>
        All.SingleOrDefault(snippet => snippet.Block.Page == page && snippet.Name == name)
            ?? throw new InvalidOperationException($"{page.Name} has no one snippet '{name}'.");

    private static bool IsCSharp(CodeBlock block) => block.Language is "csharp" or "cs" or "c#";

    private static Snippet Read(CodeBlock block)
    {
        Match match = Marker().Match(block.Comment ?? string.Empty);
        if (!match.Success)
        {
            return block.Comment?.Contains("snippet", StringComparison.Ordinal) == true
                ? throw new InvalidOperationException($"{block.Place}: '{block.Comment}' is no marker of a snippet.")
                : new Snippet(block, null, null, null, IsWeb: false);
        }

        return new Snippet(block, ValueOf(match, "name"), ValueOf(match, "before"), ValueOf(match, "context"), match.Groups["web"].Success);
    }

    private static string? ValueOf(Match match, string group) => match.Groups[group].Success ? match.Groups[group].Value : null;

    [GeneratedRegex("^<!-- snippet: (in (?<context>[a-z-]+)|(?<name>[a-z-]+)( after (?<before>[a-z-]+))?(?<web> for web)?) -->$", RegexOptions.ExplicitCapture)]
    private static partial Regex Marker();
}
