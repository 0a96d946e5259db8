namespace Nola.Docs.Tests.Markdown;

/// <summary>A fenced block.</summary>
/// <param name="Page">The page.</param>
/// <param name="Line">The line of the fence.</param>
/// <param name="Language">What stands after the fence.</param>
/// <param name="Code">The lines between the fences.</param>
/// <param name="Comment">The comment right before it; null if there is none.</param>
internal sealed record CodeBlock(MarkdownPage Page, int Line, string Language, string Code, string? Comment)
{
    public string Place => $"{Page.Name}:{Line}";
}
