namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A list of a template, which never changes.</summary>
/// <param name="items">The items.</param>
/// <param name="isTuple">Whether it is what Python calls a tuple, which is never equal to a list and is written in round brackets.</param>
internal sealed class JinjaList(IReadOnlyList<object?> items, bool isTuple = false)
{
    /// <summary>Gets the items.</summary>
    public IReadOnlyList<object?> Items { get; } = items;

    /// <summary>Gets whether it is a tuple.</summary>
    public bool IsTuple { get; } = isTuple;
}
