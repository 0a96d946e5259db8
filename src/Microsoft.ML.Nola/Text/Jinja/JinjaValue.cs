namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>
/// Values of a template, which are those of Python: null is None, numbers are long or double, and truth values count as 0 and 1. Other kinds have
/// types of their own.
/// </summary>
internal static class JinjaValue
{
    /// <summary>Says what counts as true.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool truth => truth,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        JinjaList list => list.Items.Count > 0,
        JinjaMapping mapping => mapping.Count > 0,
        _ => true,
    };

    /// <summary>Says what a value is, for messages.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "none",
        JinjaUndefined undefined => $"'{undefined.Name}', which is undefined",
        bool => "a truth value",
        long or double => "a number",
        string => "a text",
        JinjaList => "a list",
        JinjaMapping => "a mapping",
        JinjaNamespace => "a namespace",
        JinjaLoop => "a loop",
        _ => "a function",
    };

    /// <summary>Says whether a value is a number, and gets it; a whole one is also given as such.</summary>
    public static bool IsNumber(object? value, out double number, out long? whole)
    {
        whole = value switch { long integer => integer, bool truth => truth ? 1 : 0, _ => null };
        number = value is double real ? real : whole ?? 0;
        return whole is not null || value is double;
    }

    /// <summary>Gets what a loop goes over: items, characters, or names.</summary>
    /// <exception cref="JinjaFaultException">It is no such thing.</exception>
    public static IReadOnlyList<object?> Items(JinjaRun run, object? value)
    {
        switch (value)
        {
            case JinjaList list:
                return list.Items;
            case JinjaMapping mapping:
                run.Spend(mapping.Count);
                return mapping.Names;
            case string text:
                run.Spend(text.Length);
                return JinjaText.Characters(text);
            case JinjaUndefined:
                return [];
            default:
                throw new JinjaFaultException($"{Describe(value)} has no items to go over");
        }
    }

    /// <summary>Gets how many items, names or characters there are.</summary>
    /// <exception cref="JinjaFaultException">It is no such thing.</exception>
    public static long Length(object? value) => value switch
    {
        JinjaList list => list.Items.Count,
        JinjaMapping mapping => mapping.Count,
        string text => JinjaText.Length(text),
        JinjaUndefined => 0,
        _ => throw new JinjaFaultException($"{Describe(value)} has no length"),
    };

    /// <summary>Compares as Python's == does.</summary>
    public static bool AreEqual(JinjaRun run, object? left, object? right)
    {
        if (IsNumber(left, out double number, out long? whole) && IsNumber(right, out double other, out long? otherWhole))
        {
            return whole is not null && otherWhole is not null ? whole == otherWhole : number.Equals(other) && !double.IsNaN(number);
        }

        switch (left, right)
        {
            case (string text, string otherText):
                return text == otherText;
            case (JinjaUndefined, JinjaUndefined):
                return true;
            case (JinjaList list, JinjaList otherList) when list.IsTuple == otherList.IsTuple && list.Items.Count == otherList.Items.Count:
                run.Enter(run.Line);
                bool same = list.Items.Zip(otherList.Items).All(pair => AreEqual(run, pair.First, pair.Second));
                run.Leave();
                return same;
            case (JinjaMapping mapping, JinjaMapping otherMapping) when mapping.Count == otherMapping.Count:
                run.Enter(run.Line);
                bool equal = mapping.Pairs.All(pair => otherMapping.TryGet(pair.Key, out object? value) && AreEqual(run, pair.Value, value));
                run.Leave();
                return equal;
            default:
                return ReferenceEquals(left, right);
        }
    }
}
