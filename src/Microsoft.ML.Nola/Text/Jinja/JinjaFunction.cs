namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>A function, filter, test or method that every template has.</summary>
/// <param name="parameters">
/// What it takes, as <see cref="JinjaParameters.Parse"/> reads it. Of filters, tests and methods the first is the value before them.
/// </param>
/// <param name="body">What it does.</param>
internal sealed class JinjaFunction(string parameters, Func<JinjaRun, JinjaArguments<object?>, object?> body)
{
    /// <summary>Gets what it takes.</summary>
    public JinjaParameters Parameters { get; } = JinjaParameters.Parse(parameters);

    /// <summary>Gives what it makes of arguments.</summary>
    public object? Call(JinjaRun run, JinjaArguments<object?> arguments) => body(run, arguments);
}
