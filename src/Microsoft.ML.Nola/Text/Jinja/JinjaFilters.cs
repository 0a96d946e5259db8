using System.Collections.Frozen;
using System.Globalization;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The filters that stand behind "|".</summary>
internal static class JinjaFilters
{
    /// <summary>Gets the filters by name.</summary>
    public static FrozenDictionary<string, JinjaFunction> All { get; } = new Dictionary<string, JinjaFunction>(StringComparer.Ordinal)
    {
        ["trim"] = OfText("value chars?", static (text, given) => JinjaText.Strip(text, given.TextOrNull(1))),
        ["upper"] = OfText("value", static (text, _) => JinjaText.ToUpper(text)),
        ["lower"] = OfText("value", static (text, _) => JinjaText.ToLower(text)),
        ["capitalize"] = OfText("value", static (text, _) => JinjaText.Capitalize(text, static _ => false)),
        ["title"] = OfText("value", static (text, _) => JinjaText.Capitalize(text, static c => JinjaText.IsSpace(c) || c is '-' or '(' or '{' or '[' or '<')),
        ["string"] = OfText("value", static (text, _) => text),
        ["safe"] = OfText("value", static (text, _) => text),
        ["replace"] = new("value old new count?", static (run, given) =>
            JinjaMethods.Replace(run, JinjaWriter.Write(run, given[0]), given.Text(1), given.Text(2), given[3] is null ? -1 : given.Number(3, -1))),
        ["indent"] = new("value width? first? blank?", Indent),
        ["length"] = new("value", static (_, given) => JinjaValue.Length(given[0])),
        ["count"] = new("value", static (_, given) => JinjaValue.Length(given[0])),
        ["default"] = new("value default_value? boolean?", Default),
        ["d"] = new("value default_value? boolean?", Default),
        ["int"] = new("value default?", ToInteger),
        ["float"] = new("value default?", ToFloat),
        ["abs"] = new("value", static (run, given) => JinjaOperators.Compare(run, "abs", given[0], 0L) is < 0 ? JinjaOperators.Negate(given[0]) : given[0]),
        ["tojson"] = new("value ensure_ascii? indent? separators? sort_keys?", ToJson),
        ["first"] = new("value", static (run, given) => JinjaValue.Items(run, given[0]) is [var first, ..] ? first : new JinjaUndefined("first")),
        ["last"] = new("value", static (run, given) => JinjaValue.Items(run, given[0]) is [.., var last] ? last : new JinjaUndefined("last")),
        ["list"] = new("value", static (run, given) => new JinjaList(JinjaValue.Items(run, given[0]))),
        ["reverse"] = new("value", Reverse),
        ["items"] = new("value", static (run, given) => given[0] is JinjaUndefined ? new JinjaList([]) : JinjaMethods.Items(run, given[0])),
        ["dictsort"] = new("value", static (run, given) =>
            Sort(run, JinjaMethods.Items(run, given[0]).Items, static pair => Lower(((JinjaList)pair!).Items[0]))),
        ["sort"] = new("value reverse? case_sensitive? attribute?", JinjaSequenceFilters.Sort),
        ["unique"] = new("value", JinjaSequenceFilters.Unique),
        ["join"] = new("value d? attribute?", JinjaSequenceFilters.Join),
        ["map"] = new("value filter? * **", JinjaSequenceFilters.Map),
        ["select"] = new("value test? *", static (run, given) => JinjaSequenceFilters.Select(run, given, wanted: true)),
        ["reject"] = new("value test? *", static (run, given) => JinjaSequenceFilters.Select(run, given, wanted: false)),
        ["selectattr"] = new("value attribute test? *", static (run, given) => JinjaSequenceFilters.SelectByAttribute(run, given, wanted: true)),
        ["rejectattr"] = new("value attribute test? *", static (run, given) => JinjaSequenceFilters.SelectByAttribute(run, given, wanted: false)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Puts values in order.</summary>
    public static JinjaList Sort(JinjaRun run, IReadOnlyList<object?> items, Func<object?, object?> key, bool descends = false)
    {
        run.Spend(items.Count * (1L + (long)Math.Log2(items.Count + 1)));
        var order = Comparer<object?>.Create((left, right) => JinjaOperators.Compare(run, "sort", left, right) ?? 0);
        try
        {
            return new JinjaList([.. descends ? items.OrderByDescending(key, order) : items.OrderBy(key, order)]);
        }
        catch (InvalidOperationException exception) when (exception.InnerException is JinjaFaultException fault)
        {
            // How .NET passes on what a comparison throws.
            throw new JinjaFaultException(fault.Message);
        }
    }

    /// <summary>Makes texts lower case, since what is sorted is compared so.</summary>
    public static object? Lower(object? value) => value is string text ? JinjaText.ToLower(text) : value;

    // Filters of texts take other values as they are written.
    private static JinjaFunction OfText(string parameters, Func<string, JinjaArguments<object?>, string> body) => new(parameters, (run, given) =>
    {
        string text = JinjaWriter.Write(run, given[0]);
        run.SpendText(text.Length);
        return body(text, given);
    });

    private static object? Default(JinjaRun run, JinjaArguments<object?> given) =>
        given[0] is JinjaUndefined || (given.IsTrue(2) && !JinjaValue.IsTrue(given[0])) ? given.Has(1) ? given[1] : "" : given[0];

    private static object? ToInteger(JinjaRun run, JinjaArguments<object?> given) => given[0] switch
    {
        long or bool => JinjaValue.IsNumber(given[0], out _, out long? whole) ? whole : null,
        double number when Math.Abs(number) < long.MaxValue => (long)number,
        string text when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && Math.Abs(number) < long.MaxValue => (long)number,
        _ => given.Has(1) ? given[1] : 0L,
    };

    private static object? ToFloat(JinjaRun run, JinjaArguments<object?> given) => given[0] switch
    {
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        object value when JinjaValue.IsNumber(value, out double number, out _) => number,
        _ => given.Has(1) ? given[1] : 0.0,
    };

    private static string ToJson(JinjaRun run, JinjaArguments<object?> given)
    {
        if (given.IsTrue(1) || given[3] is not null)
        {
            throw new JinjaFaultException("'ensure_ascii' and 'separators' of the filter 'tojson' are no arguments that this version knows");
        }

        int indent = given[2] is null ? -1 : given.Number(2, -1);
        return new JinjaJson(run, given[2] is null ? null : Math.Clamp(indent, 0, 100), given.IsTrue(4)).Write(given[0]);
    }

    private static object Reverse(JinjaRun run, JinjaArguments<object?> given)
    {
        IEnumerable<object?> reversed = JinjaValue.Items(run, given[0]).Reverse();
        return given[0] is string ? string.Concat(reversed) : new JinjaList([.. reversed]);
    }

    private static string Indent(JinjaRun run, JinjaArguments<object?> given)
    {
        string indention = given[1] is string own ? own : new string(' ', Math.Clamp(given.Number(1, 4), 0, 1000));
        IReadOnlyList<object?> lines = JinjaSplitting.Lines(run, JinjaWriter.Write(run, given[0]) + "\n").Items;
        run.SpendText(lines.Sum(line => (long)((string)line!).Length + indention.Length + 1));
        bool blank = given.IsTrue(3);
        return string.Join('\n', lines.Select((line, index) => index == 0 ? (given.IsTrue(2) ? indention : "") + line
            : line is "" && !blank ? line : indention + line));
    }
}
