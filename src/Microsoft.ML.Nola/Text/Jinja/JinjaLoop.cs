namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The variable "loop" of a for loop.</summary>
/// <param name="items">What it goes over.</param>
internal sealed class JinjaLoop(IReadOnlyList<object?> items)
{
    /// <summary>Gets or sets the round, from 0.</summary>
    public int Index { get; set; }

    /// <summary>Gets one of its values.</summary>
    /// <exception cref="JinjaFaultException">It has no such value.</exception>
    public object? Get(string name) => name switch
    {
        "index" => Index + 1L,
        "index0" => (long)Index,
        "revindex" => (long)items.Count - Index,
        "revindex0" => (long)items.Count - Index - 1,
        "first" => Index == 0,
        "last" => Index == items.Count - 1,
        "length" => (long)items.Count,
        "previtem" => Index == 0 ? new JinjaUndefined("loop.previtem") : items[Index - 1],
        "nextitem" => Index == items.Count - 1 ? new JinjaUndefined("loop.nextitem") : items[Index + 1],
        // They count recursive loops, which this version does not know.
        "depth" => 1L,
        "depth0" => 0L,
        _ => throw new JinjaFaultException($"'loop.{name}' is not one of the values of a loop that this version knows"),
    };
}
