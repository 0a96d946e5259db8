using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Nola.Testing;

namespace Nola.Docs.Tests.Markdown;

/// <summary>A page of the documentation, read as GitHub reads it.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub)
        .Build();

    private readonly MarkdownDocument _document;

    private MarkdownPage(string path)
    {
        Path = path;
        Text = File.ReadAllText(path);
        _document = Markdig.Markdown.Parse(Text, Pipeline);
    }

    /// <summary>The pages that users read: the README, docs and what lies beside the examples.</summary>
    public static IReadOnlyList<MarkdownPage> All { get; } =
    [
        .. new[] { System.IO.Path.Combine(Repository.Root, "README.md") }
            .Concat(Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "docs"), "*.md"))
            .Concat(Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "examples"), "README.md", SearchOption.AllDirectories))
            .Where(static path => !path.Contains($"{System.IO.Path.DirectorySeparatorChar}bin{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(static path => new MarkdownPage(path)),
    ];

    /// <summary>Gets the path of the file.</summary>
    public string Path { get; }

    /// <summary>Gets the path from the repository's root, with slashes.</summary>
    public string Name => System.IO.Path.GetRelativePath(Repository.Root, Path).Replace('\\', '/');

    /// <summary>Gets the text of the file.</summary>
    public string Text { get; }

    /// <summary>Gets the anchors of the headings.</summary>
    public IEnumerable<string> Anchors => Headings.Select(static heading => heading.GetAttributes().Id ?? string.Empty);

    /// <summary>Gets the text of each heading.</summary>
    public IEnumerable<string> HeadingTexts => Headings.Select(static heading => TextOf(heading.Inline));

    /// <summary>Gets what links and pictures point to, with the line.</summary>
    public IEnumerable<(string Target, int Line)> Links =>
        _document.Descendants<LinkInline>().Select(static link => (link.Url ?? string.Empty, link.Line + 1));

    /// <summary>Gets the fenced blocks in order.</summary>
    public IEnumerable<CodeBlock> CodeBlocks
    {
        get
        {
            string? comment = null;
            foreach (Block block in _document.Descendants<Block>())
            {
                if (block is FencedCodeBlock code)
                {
                    yield return new CodeBlock(this, code.Line + 1, code.Info ?? string.Empty, code.Lines.ToString(), comment);
                }

                comment = block is HtmlBlock html ? html.Lines.ToString().Trim() : null;
            }
        }
    }

    /// <summary>Gets what stands in backticks within text, with the line.</summary>
    public IEnumerable<(string Code, int Line)> InlineCodes => _document.Descendants<CodeInline>().Select(static code => (code.Content, code.Line + 1));

    /// <summary>Gets the tables, each with the comment that stands before it, if one does.</summary>
    public IEnumerable<PageTable> Tables
    {
        get
        {
            string? comment = null;
            foreach (Block block in _document)
            {
                if (block is Table table)
                {
                    yield return new PageTable(this, table.Line + 1, comment, [.. table.OfType<TableRow>().Select(ReadRow)]);
                }

                comment = block is HtmlBlock html ? html.Lines.ToString().Trim() : null;
            }
        }
    }

    private IEnumerable<HeadingBlock> Headings => _document.Descendants<HeadingBlock>();

    /// <summary>The page with a path from the repository's root.</summary>
    public static MarkdownPage Named(string name) => All.Single(page => page.Name == name);

    private static IReadOnlyList<TableText> ReadRow(TableRow row) => [.. row.OfType<TableCell>().Select(static cell => new TableText(
        string.Concat(cell.OfType<ParagraphBlock>().Select(static paragraph => TextOf(paragraph.Inline))),
        [.. cell.Descendants<CodeInline>().Select(static code => code.Content)]))];

    private static string TextOf(ContainerInline? inlines) =>
        inlines is null ? string.Empty : string.Concat(inlines.Select(static inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            LineBreakInline => " ",
            ContainerInline container => TextOf(container),
            _ => string.Empty,
        }));
}
