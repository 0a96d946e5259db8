namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Looks up what lies in a value: x.name, x[key], x[from:to:step].</summary>
internal static class JinjaAccess
{
    /// <summary>Gets a named part; what stands for none if there is none.</summary>
    /// <exception cref="JinjaFaultException">The value is undefined itself.</exception>
    public static object? Attribute(object? value, string name) => value switch
    {
        JinjaMapping mapping => mapping.TryGet(name, out object? found) ? found : new JinjaUndefined(name),
        JinjaNamespace space => space.Values.TryGetValue(name, out object? found) ? found : new JinjaUndefined(name),
        JinjaLoop loop => loop.Get(name),
        JinjaUndefined undefined => throw new JinjaFaultException($"'{undefined.Name}' is undefined, so it has no '{name}'"),
        _ => new JinjaUndefined(name),
    };

    /// <summary>Gets the part with a key or an index; what stands for none if there is none.</summary>
    /// <exception cref="JinjaFaultException">The value is undefined itself.</exception>
    public static object? Item(JinjaRun run, object? value, object? key)
    {
        if (key is string name)
        {
            return Attribute(value, name);
        }

        if (value is JinjaUndefined)
        {
            throw new JinjaFaultException($"{JinjaValue.Describe(value)}, has no items");
        }

        if (value is not (JinjaList or string) || !JinjaValue.IsNumber(key, out _, out long? whole) || whole is not { } index)
        {
            return new JinjaUndefined(JinjaWriter.Write(run, key));
        }

        IReadOnlyList<object?> items = JinjaValue.Items(run, value);
        index = index < 0 ? index + items.Count : index;
        return index >= 0 && index < items.Count ? items[(int)index] : new JinjaUndefined(JinjaWriter.Write(run, key));
    }

    /// <summary>Gets a part of a list or a text, as Python cuts it.</summary>
    /// <exception cref="JinjaFaultException">The value cannot be cut so.</exception>
    public static object Slice(JinjaRun run, object? value, object? from, object? to, object? step)
    {
        if (value is not (JinjaList or string))
        {
            throw new JinjaFaultException($"no part can be cut out of {JinjaValue.Describe(value)}");
        }

        IReadOnlyList<object?> items = JinjaValue.Items(run, value);
        long stride = Bound(step) ?? 1;
        if (stride == 0)
        {
            throw new JinjaFaultException("the step of a part is 0");
        }

        long count = items.Count;
        (long low, long high) = stride > 0 ? (0L, count) : (-1, count - 1);
        long at = Place(Bound(from), stride > 0 ? low : high, low, high, count);
        long end = Place(Bound(to), stride > 0 ? high : low, low, high, count);
        var part = new List<object?>();
        for (; stride > 0 ? at < end : at > end; at += Math.Clamp(stride, -count - 1, count + 1))
        {
            run.Spend(1);
            part.Add(items[(int)at]);
        }

        return value is JinjaList list ? new JinjaList(part, list.IsTuple) : string.Concat(part);
    }

    private static long Place(long? bound, long absent, long low, long high, long count) =>
        bound is not { } place ? absent : Math.Clamp(place < 0 ? Math.Max(place, -count - 1) + count : place, low, high);

    private static long? Bound(object? value) => value is null ? null
        : JinjaValue.IsNumber(value, out _, out long? whole) && whole is not null ? whole
        : throw new JinjaFaultException($"{JinjaValue.Describe(value)} is no place to cut at");
}
