namespace Nola.Docs.Tests.Markdown;

/// <summary>A table.</summary>
/// <param name="Page">The page.</param>
/// <param name="Line">Its first line.</param>
/// <param name="Comment">The comment right before it; null if there is none.</param>
/// <param name="Rows">The rows, the header first.</param>
internal sealed record PageTable(MarkdownPage Page, int Line, string? Comment, IReadOnlyList<IReadOnlyList<TableText>> Rows)
{
    public string Place => $"{Page.Name}:{Line}";

    public IReadOnlyList<TableText> Header => Rows[0];

    public IEnumerable<IReadOnlyList<TableText>> Body => Rows.Skip(1);
}
