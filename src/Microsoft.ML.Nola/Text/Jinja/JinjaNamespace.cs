namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>What namespace() gives: the one value that a template can change, so that a loop can tell what comes behind it.</summary>
internal sealed class JinjaNamespace
{
    /// <summary>Gets its values by name.</summary>
    public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);
}
