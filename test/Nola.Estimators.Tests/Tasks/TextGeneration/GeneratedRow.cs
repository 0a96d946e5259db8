namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>A prompt with what a stage let follow it.</summary>
public sealed class GeneratedRow
{
    public string Prompt { get; set; } = "";

    public string GeneratedText { get; set; } = "";
}
