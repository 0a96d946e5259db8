namespace QuickStart;

/// <summary>A row that goes into the pipeline.</summary>
internal sealed class LabelledText
{
    public string Text { get; set; } = string.Empty;

    /// <summary>Gets or sets the label as text; it may stay empty if the model only predicts.</summary>
    public string Category { get; set; } = string.Empty;
}
