namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>What a template may take. The largest in use have 20,000 characters and take some thousand steps for a message.</summary>
internal static class JinjaLimits
{
    /// <summary>The longest template, in characters.</summary>
    public const int Length = 1 << 18;

    /// <summary>How deep statements and expressions may lie within each other.</summary>
    public const int Nesting = 100;

    /// <summary>How deep statements, expressions and macros may lie within each other while a template is rendered.</summary>
    public const int Depth = 500;

    /// <summary>The most expressions that are computed and items of lists that are made in one rendering.</summary>
    public const long Steps = 1 << 22;

    /// <summary>The most characters that are made in one rendering, those of texts on the way included.</summary>
    public const long Characters = 1 << 26;
}
