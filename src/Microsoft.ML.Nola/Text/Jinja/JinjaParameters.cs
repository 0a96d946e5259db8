namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>What a function, a filter, a test, a method or a macro takes.</summary>
internal sealed class JinjaParameters
{
    private readonly string[] _names;
    private readonly int _required;
    private readonly bool _takesMore;
    private readonly bool _takesNamed;

    /// <param name="names">The names in order.</param>
    /// <param name="required">How many of them a call must give.</param>
    /// <param name="takesMore">Whether a call may give more without a name.</param>
    /// <param name="takesNamed">Whether a call may give others by name.</param>
    public JinjaParameters(string[] names, int required, bool takesMore = false, bool takesNamed = false)
    {
        _names = names;
        _required = required;
        _takesMore = takesMore;
        _takesNamed = takesNamed;
    }

    /// <summary>
    /// Reads such a text as "value chars? * **": a question mark stands behind what may be left out, a star for more, two for more by name.
    /// </summary>
    public static JinjaParameters Parse(string parameters)
    {
        string[] words = parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] names = [.. words.Where(static word => word is not ("*" or "**"))];
        return new JinjaParameters(
            [.. names.Select(static name => name.TrimEnd('?'))],
            names.Count(static name => !name.EndsWith('?')),
            words.Contains("*", StringComparer.Ordinal),
            words.Contains("**", StringComparer.Ordinal));
    }

    /// <summary>Gives each argument of a call its place.</summary>
    /// <param name="callee">What is called, for messages.</param>
    /// <param name="positional">Arguments without a name.</param>
    /// <param name="named">Arguments by name.</param>
    /// <exception cref="JinjaFaultException">The call does not go with the parameters.</exception>
    public JinjaArguments<T> Bind<T>(string callee, IReadOnlyList<T> positional, IReadOnlyList<KeyValuePair<string, T>> named)
    {
        if (positional.Count > _names.Length && !_takesMore)
        {
            throw new JinjaFaultException($"{callee} is called with more arguments than it takes ({_names.Length})");
        }

        var bound = new JinjaArguments<T>(_names.Length);
        for (int i = 0; i < positional.Count; i++)
        {
            if (i < _names.Length)
            {
                bound.Set(i, positional[i]);
            }
            else
            {
                bound.More.Add(positional[i]);
            }
        }

        foreach ((string name, T argument) in named)
        {
            int at = Array.IndexOf(_names, name);
            if (at >= 0 && !bound.Has(at))
            {
                bound.Set(at, argument);
            }
            else if (at < 0 && _takesNamed && bound.Named.TrueForAll(other => other.Key != name))
            {
                bound.Named.Add(KeyValuePair.Create(name, argument));
            }
            else
            {
                throw new JinjaFaultException($"{callee} is called with the argument '{name}', which it has {(at < 0 ? "not" : "already")}");
            }
        }

        int missing = Enumerable.Range(0, _required).FirstOrDefault(i => !bound.Has(i), -1);
        return missing < 0 ? bound : throw new JinjaFaultException($"{callee} is called without its argument '{_names[missing]}'");
    }
}
