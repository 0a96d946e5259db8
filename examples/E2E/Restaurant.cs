using Microsoft.ML.Data;

namespace E2E;

/// <summary>A row of the data: what is known of a restaurant, and what a person wrote of it.</summary>
internal sealed class Restaurant
{
    [LoadColumn(0)]
    public string Prompt { get; set; } = "";

    [LoadColumn(1)]
    public string Completion { get; set; } = "";
}
