namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>An expression of a template that was read: computes its value.</summary>
internal delegate object? JinjaExpression(JinjaRun run);
