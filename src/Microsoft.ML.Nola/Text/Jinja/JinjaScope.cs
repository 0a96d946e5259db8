namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The variables of a part of a template: they hide those of the parts around it, and end with it.</summary>
/// <param name="parent">The variables of the part around it.</param>
internal sealed class JinjaScope(JinjaScope? parent)
{
    private Dictionary<string, object?>? _values;

    /// <summary>Sets a variable of this part.</summary>
    public void Set(string name, object? value) => (_values ??= new Dictionary<string, object?>(StringComparer.Ordinal))[name] = value;

    /// <summary>Finds a variable in this part or those around it.</summary>
    public bool TryGet(string name, out object? value)
    {
        for (JinjaScope? scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope._values is { } values && values.TryGetValue(name, out value))
            {
                return true;
            }
        }

        value = null;
        return false;
    }

    private JinjaScope? Parent => parent;
}
