namespace Nola.Notebooks.Tests.Interactive;

/// <summary>A row for a fit.</summary>
internal sealed class Sample
{
    public string Text { get; set; } = string.Empty;

    public string Category { get; set; } = string.Empty;
}
