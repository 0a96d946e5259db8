namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A macro: a part of a template that is rendered where it is called.</summary>
/// <param name="name">Its name.</param>
/// <param name="parameters">The names of its parameters.</param>
/// <param name="defaults">What the last of them are if a call does not give them.</param>
/// <param name="body">The part.</param>
/// <param name="scope">The variables that it sees.</param>
internal sealed class JinjaMacro(string name, string[] parameters, JinjaExpression[] defaults, JinjaStatement body, JinjaScope scope)
{
    private readonly JinjaParameters _parameters = new(parameters, 0);

    /// <summary>Renders it.</summary>
    /// <exception cref="JinjaFaultException">The arguments are not those that it takes.</exception>
    public string Call(JinjaRun run, IReadOnlyList<object?> positional, IReadOnlyList<KeyValuePair<string, object?>> named)
    {
        JinjaArguments<object?> arguments = _parameters.Bind($"the macro '{name}'", positional, named);
        int first = parameters.Length - defaults.Length;
        return run.Capture(scope, body, own =>
        {
            for (int i = 0; i < parameters.Length; i++)
            {
                own.Set(
                    parameters[i],
                    arguments.Has(i) ? arguments[i] : i >= first ? defaults[i - first](run) : new JinjaUndefined(parameters[i]));
            }
        });
    }
}
