namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The names that a template sets and calls, so that a call of what nobody has is found before it is made.</summary>
internal sealed class JinjaNames
{
    private readonly HashSet<string> _set = new(StringComparer.Ordinal);
    private readonly List<JinjaToken> _called = [];

    /// <summary>Notes a name that the template sets.</summary>
    public void Set(string name) => _set.Add(name);

    /// <summary>Notes a name that the template calls.</summary>
    public void Call(JinjaToken name) => _called.Add(name);

    /// <summary>Checks that each name that is called is a function's or one that the template sets.</summary>
    /// <exception cref="JinjaFaultException">One is not.</exception>
    public void Check()
    {
        foreach (JinjaToken name in _called.Where(name => !_set.Contains(name.Value) && !JinjaFunctions.All.ContainsKey(name.Value)))
        {
            throw new JinjaFaultException($"the function {name} is not one that this version knows") { Line = name.Line };
        }
    }
}
