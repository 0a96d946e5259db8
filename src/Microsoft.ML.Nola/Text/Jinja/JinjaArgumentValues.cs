namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Arguments as the kinds of values that functions want.</summary>
internal static class JinjaArgumentValues
{
    /// <summary>Gets a text.</summary>
    /// <exception cref="JinjaFaultException">It is none.</exception>
    public static string Text(this JinjaArguments<object?> arguments, int index) => arguments[index] as string
        ?? throw new JinjaFaultException($"{JinjaValue.Describe(arguments[index])} is given in place of a text");

    /// <summary>Gets a text, or <c>null</c> if it is none or not given.</summary>
    /// <exception cref="JinjaFaultException">It is something else.</exception>
    public static string? TextOrNull(this JinjaArguments<object?> arguments, int index) => arguments[index] is null ? null : arguments.Text(index);

    /// <summary>Gets a whole number, or a default if it is not given.</summary>
    /// <exception cref="JinjaFaultException">It is none, or too large.</exception>
    public static int Number(this JinjaArguments<object?> arguments, int index, int defaultValue)
    {
        if (!arguments.Has(index))
        {
            return defaultValue;
        }

        JinjaValue.IsNumber(arguments[index], out _, out long? whole);
        return whole is >= -JinjaLimits.Steps and <= JinjaLimits.Steps
            ? (int)whole
            : throw new JinjaFaultException($"{JinjaValue.Describe(arguments[index])} is given in place of a whole number that is not too large");
    }

    /// <summary>Gets what counts as true or false; false if it is not given.</summary>
    public static bool IsTrue(this JinjaArguments<object?> arguments, int index) => arguments.Has(index) && JinjaValue.IsTrue(arguments[index]);
}
