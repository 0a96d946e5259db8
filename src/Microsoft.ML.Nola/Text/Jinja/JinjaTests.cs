using System.Collections.Frozen;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The tests that stand behind "is".</summary>
internal static class JinjaTests
{
    /// <summary>Gets the tests by name.</summary>
    public static FrozenDictionary<string, JinjaFunction> All { get; } = new Dictionary<string, JinjaFunction>(StringComparer.Ordinal)
    {
        ["defined"] = Of(static value => value is not JinjaUndefined),
        ["undefined"] = Of(static value => value is JinjaUndefined),
        ["none"] = Of(static value => value is null),
        ["true"] = Of(static value => value is true),
        ["false"] = Of(static value => value is false),
        ["boolean"] = Of(static value => value is bool),
        ["string"] = Of(static value => value is string),
        ["number"] = Of(static value => value is long or double or bool),
        ["integer"] = Of(static value => value is long),
        ["float"] = Of(static value => value is double),
        ["mapping"] = Of(static value => value is JinjaMapping),
        ["sequence"] = Of(static value => value is string or JinjaList or JinjaMapping or JinjaUndefined),
        ["iterable"] = Of(static value => value is string or JinjaList or JinjaMapping or JinjaUndefined),
        ["callable"] = Of(static value => value is JinjaFunction or JinjaMacro),
        ["odd"] = Of(static value => Rest(value, 2L) != 0),
        ["even"] = Of(static value => Rest(value, 2L) == 0),
        ["divisibleby"] = new("value num", static (_, given) => Rest(given[0], given[1]) == 0),
        ["in"] = Operator("in"),
        ["=="] = Operator("=="),
        ["!="] = Operator("!="),
        ["<"] = Operator("<"),
        ["<="] = Operator("<="),
        [">"] = Operator(">"),
        [">="] = Operator(">="),
        ["eq"] = Operator("=="),
        ["equalto"] = Operator("=="),
        ["ne"] = Operator("!="),
        ["lt"] = Operator("<"),
        ["lessthan"] = Operator("<"),
        ["le"] = Operator("<="),
        ["gt"] = Operator(">"),
        ["greaterthan"] = Operator(">"),
        ["ge"] = Operator(">="),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static JinjaFunction Of(Func<object?, bool> test) => new("value", (_, given) => test(given[0]));

    private static JinjaFunction Operator(string name) => new("value other", (run, given) => JinjaOperators.Compute(run, name, given[0], given[1]));

    private static long Rest(object? value, object? divisor) =>
        JinjaValue.IsNumber(value, out _, out long? whole) && JinjaValue.IsNumber(divisor, out _, out long? other)
            && whole is { } number && other is { } by && by != 0
            ? by == -1 ? 0 : number % by
            : throw new JinjaFaultException($"{JinjaValue.Describe(value)} cannot be divided by {JinjaValue.Describe(divisor)}");
}
