namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Where a template goes on behind a statement.</summary>
internal enum JinjaFlow
{
    /// <summary>At the next statement.</summary>
    Next,

    /// <summary>Behind the innermost loop.</summary>
    Break,

    /// <summary>At the next round of the innermost loop.</summary>
    Continue,
}
