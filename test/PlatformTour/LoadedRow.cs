namespace PlatformTour;

/// <summary>A row as ML.NET's own loader reads it.</summary>
internal sealed class LoadedRow
{
    public string Text { get; set; } = string.Empty;

    public string Label { get; set; } = string.Empty;
}
