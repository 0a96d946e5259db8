namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The operators of templates, which do what Python's do.</summary>
internal static class JinjaOperators
{
    /// <summary>Computes with two values.</summary>
    /// <exception cref="JinjaFaultException">The operator does not take such values.</exception>
    public static object? Compute(JinjaRun run, string name, object? left, object? right)
    {
        switch (name)
        {
            case "==":
                return JinjaValue.AreEqual(run, left, right);
            case "!=":
                return !JinjaValue.AreEqual(run, left, right);
            case "<":
                return Compare(run, name, left, right) is < 0;
            case "<=":
                return Compare(run, name, left, right) is <= 0;
            case ">":
                return Compare(run, name, left, right) is > 0;
            case ">=":
                return Compare(run, name, left, right) is >= 0;
            case "in":
                return IsIn(run, left, right);
            case "not in":
                return !IsIn(run, left, right);
            case "~":
                return Join(run, JinjaWriter.Write(run, left), JinjaWriter.Write(run, right));
            case "+" when left is string text && right is string other:
                return Join(run, text, other);
            case "+" when left is JinjaList list && right is JinjaList other && list.IsTuple == other.IsTuple:
                run.Spend((long)list.Items.Count + other.Items.Count);
                return new JinjaList([.. list.Items, .. other.Items], list.IsTuple);
            case "*" when left is string or JinjaList && right is long or bool:
                return Repeat(run, left, right);
            case "*" when right is string or JinjaList && left is long or bool:
                return Repeat(run, right, left);
            default:
                return JinjaValue.IsNumber(left, out double number, out long? whole)
                    && JinjaValue.IsNumber(right, out double otherNumber, out long? otherWhole)
                    ? whole is { } first && otherWhole is { } second && name != "/"
                        ? (object)Whole(name, first, second)
                        : Real(name, number, otherNumber)
                    : throw Fault(name, left, right);
        }
    }

    /// <summary>Changes the sign of a number.</summary>
    /// <exception cref="JinjaFaultException">It is none.</exception>
    public static object Negate(object? value) => !JinjaValue.IsNumber(value, out double number, out long? whole)
        ? throw new JinjaFaultException($"{JinjaValue.Describe(value)} has no negative")
        : whole is { } integer ? (object)Whole("-", 0, integer) : -number;

    /// <summary>Orders two values, as operators and the filter "sort" do.</summary>
    /// <returns>Below 0, 0 or above; <c>null</c> if one is no number.</returns>
    /// <exception cref="JinjaFaultException">They have no order.</exception>
    public static int? Compare(JinjaRun run, string name, object? left, object? right)
    {
        if (left is string text && right is string other)
        {
            return JinjaText.Compare(text, other);
        }

        if (left is JinjaList list && right is JinjaList otherList && list.IsTuple == otherList.IsTuple)
        {
            return CompareLists(run, name, list.Items, otherList.Items);
        }

        if (!JinjaValue.IsNumber(left, out double number, out long? whole)
            || !JinjaValue.IsNumber(right, out double otherNumber, out long? otherWhole))
        {
            throw Fault(name, left, right);
        }

        return whole is { } first && otherWhole is { } second ? first.CompareTo(second)
            : double.IsNaN(number) || double.IsNaN(otherNumber) ? null
            : number.CompareTo(otherNumber);
    }

    /// <summary>Puts two texts together.</summary>
    public static string Join(JinjaRun run, string left, string right)
    {
        run.SpendText((long)left.Length + right.Length);
        return left + right;
    }

    // The first items that differ decide.
    private static int? CompareLists(JinjaRun run, string name, IReadOnlyList<object?> left, IReadOnlyList<object?> right)
    {
        run.Enter(run.Line);
        int at = 0;
        while (at < left.Count && at < right.Count && JinjaValue.AreEqual(run, left[at], right[at]))
        {
            run.Spend(1);
            at++;
        }

        int? order = at < left.Count && at < right.Count ? Compare(run, name, left[at], right[at]) : left.Count.CompareTo(right.Count);
        run.Leave();
        return order;
    }

    private static bool IsIn(JinjaRun run, object? value, object? container)
    {
        switch (container)
        {
            case string text:
                run.SpendText(text.Length);
                return value is string part
                    ? text.Contains(part, StringComparison.Ordinal)
                    : throw new JinjaFaultException($"{JinjaValue.Describe(value)} cannot be looked for in a text");
            case JinjaList list:
                run.Spend(list.Items.Count);
                return list.Items.Any(item => JinjaValue.AreEqual(run, item, value));
            case JinjaMapping mapping:
                return value is JinjaList { IsTuple: false } or JinjaMapping
                    ? throw new JinjaFaultException($"{JinjaValue.Describe(value)} cannot be looked for in a mapping")
                    : value is string name && mapping.TryGet(name, out _);
            case JinjaUndefined:
                return false;
            default:
                throw new JinjaFaultException($"nothing can be looked for in {JinjaValue.Describe(container)}");
        }
    }

    private static object Repeat(JinjaRun run, object value, object? times)
    {
        JinjaValue.IsNumber(times, out _, out long? whole);
        long count = Math.Clamp(whole ?? 0, 0, int.MaxValue);
        if (value is string text)
        {
            run.SpendText(count * text.Length);
            return text.Length == 0 ? text : string.Concat(Enumerable.Repeat(text, (int)count));
        }

        var list = (JinjaList)value;
        run.Spend(count * list.Items.Count);
        return list.Items.Count == 0
            ? list
            : new JinjaList([.. Enumerable.Repeat(list.Items, (int)count).SelectMany(static items => items)], list.IsTuple);
    }

    private static long Whole(string name, long left, long right)
    {
        try
        {
            return name switch
            {
                "+" => checked(left + right),
                "-" => checked(left - right),
                "*" => checked(left * right),
                "//" when right != 0 => Floor(left, right),
                "%" when right is 0 or -1 => right == -1 ? 0 : throw Fault(name, left, right),
                "%" => left % right is not 0 and var rest && (rest < 0) != (right < 0) ? rest + right : left % right,
                _ => throw Fault(name, left, right),
            };
        }
        catch (OverflowException)
        {
            throw new JinjaFaultException($"the result of '{name}' is too large");
        }
    }

    private static long Floor(long left, long right)
    {
        long quotient = checked(left / right);
        return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
    }

    private static double Real(string name, double left, double right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" when right != 0 => left / right,
        "//" when right != 0 => Math.Floor(left / right),
        "%" when right != 0 => left % right is not 0 and var rest && double.IsNegative(rest) != double.IsNegative(right)
            ? rest + right : Math.CopySign(left % right, right),
        _ => throw Fault(name, left, right),
    };

    private static JinjaFaultException Fault(string name, object? left, object? right) =>
        new($"'{name}' does not take {JinjaValue.Describe(left)} and {JinjaValue.Describe(right)}");
}
