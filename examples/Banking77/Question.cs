namespace Banking77;

/// <summary>A question of a bank's customer.</summary>
internal sealed class Question
{
    public string Text { get; set; } = string.Empty;

    /// <summary>Gets or sets the intent, one of 77.</summary>
    public string Category { get; set; } = string.Empty;
}
