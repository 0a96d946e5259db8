namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Values by name, in the order in which they were put in.</summary>
internal sealed class JinjaMapping
{
    private readonly OrderedDictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <summary>Gets the names.</summary>
    public IReadOnlyList<string> Names => _values.Keys;

    /// <summary>Gets how many there are.</summary>
    public int Count => _values.Count;

    /// <summary>Sets a value of a mapping that no template has yet.</summary>
    public object? this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    /// <summary>Finds a value.</summary>
    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    /// <summary>Gets the pair of a name and its value at each place.</summary>
    public IEnumerable<KeyValuePair<string, object?>> Pairs => _values;
}
