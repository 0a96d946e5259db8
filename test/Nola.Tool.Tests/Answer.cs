namespace Nola.Tool.Tests;

/// <summary>A row of the binary model.</summary>
internal sealed class Answer
{
    public string Text { get; set; } = "";

    public string Reply { get; set; } = "";
}
