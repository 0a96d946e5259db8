namespace Nola.Estimators.Tests.Tasks.TextGeneration;

/// <summary>A prompt with what is to follow it.</summary>
public sealed class PromptRow
{
    public string Prompt { get; set; } = "";

    public string Completion { get; set; } = "";

    public float Weight { get; set; } = 1;
}
