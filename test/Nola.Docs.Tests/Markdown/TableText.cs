namespace Nola.Docs.Tests.Markdown;

/// <summary>A cell.</summary>
/// <param name="Text">Its text without marks.</param>
/// <param name="Codes">What stands in backticks in it.</param>
internal sealed record TableText(string Text, IReadOnlyList<string> Codes);
