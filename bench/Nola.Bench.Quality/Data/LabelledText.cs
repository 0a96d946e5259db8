namespace Nola.Bench.Quality.Data;

/// <summary>A row.</summary>
internal sealed class LabelledText
{
    public required string Text { get; init; }

    public required string Category { get; init; }
}
