namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Filters that go over all items of a list.</summary>
internal static class JinjaSequenceFilters
{
    /// <summary>Puts items together with a text between them.</summary>
    public static string Join(JinjaRun run, JinjaArguments<object?> given)
    {
        string between = given.Has(1) ? JinjaWriter.Write(run, given[1]) : "";
        string[] texts = [.. JinjaValue.Items(run, given[0])
            .Select(item => JinjaWriter.Write(run, given[2] is null ? item : Attribute(run, item, given[2])))];
        run.SpendText(texts.Sum(text => (long)text.Length + between.Length));
        return string.Join(between, texts);
    }

    /// <summary>Takes an attribute of each item, or what a filter makes of it.</summary>
    public static JinjaList Map(JinjaRun run, JinjaArguments<object?> given)
    {
        IReadOnlyList<object?> items = JinjaValue.Items(run, given[0]);
        run.Spend(items.Count);
        if (!given.Has(1))
        {
            object? attribute = Named(given, "attribute") ?? throw new JinjaFaultException("the filter 'map' has neither a filter nor an attribute");
            bool hasDefault = given.Named.Exists(static pair => pair.Key == "default");
            return new JinjaList([.. items.Select(item => Attribute(run, item, attribute) is var value && value is JinjaUndefined && hasDefault
                ? Named(given, "default") : value)]);
        }

        JinjaFunction filter = Find(JinjaFilters.All, "filter", given.Text(1));
        return new JinjaList([.. items.Select(item =>
            filter.Call(run, filter.Parameters.Bind($"the filter '{given[1]}'", [item, .. given.More], given.Named)))]);
    }

    /// <summary>Keeps the items that a test is true of, or that it is false of.</summary>
    public static JinjaList Select(JinjaRun run, JinjaArguments<object?> given, bool wanted) => Select(run, given, 1, wanted, static item => item);

    /// <summary>Keeps the items of which a test is true of an attribute, or false of it.</summary>
    public static JinjaList SelectByAttribute(JinjaRun run, JinjaArguments<object?> given, bool wanted) =>
        Select(run, given, 2, wanted, item => Attribute(run, item, given[1]));

    private static JinjaList Select(JinjaRun run, JinjaArguments<object?> given, int place, bool wanted, Func<object?, object?> choose)
    {
        IReadOnlyList<object?> items = JinjaValue.Items(run, given[0]);
        run.Spend(items.Count);
        JinjaFunction? test = given.Has(place) ? Find(JinjaTests.All, "test", given.Text(place)) : null;
        return new JinjaList([.. items.Where(item =>
        {
            object? value = choose(item);
            object? found = test is null ? value : test.Call(run, test.Parameters.Bind($"the test '{given[place]}'", [value, .. given.More], []));
            return JinjaValue.IsTrue(found) == wanted;
        })]);
    }

    /// <summary>Puts items in order.</summary>
    public static JinjaList Sort(JinjaRun run, JinjaArguments<object?> given)
    {
        bool isExact = given.IsTrue(2);
        return JinjaFilters.Sort(
            run,
            JinjaValue.Items(run, given[0]),
            item =>
            {
                object? value = given[3] is null ? item : Attribute(run, item, given[3]);
                return isExact ? value : JinjaFilters.Lower(value);
            },
            given.IsTrue(1));
    }

    /// <summary>Leaves out items that came before; texts that differ in case alone are the same.</summary>
    public static JinjaList Unique(JinjaRun run, JinjaArguments<object?> given)
    {
        var kept = new List<object?>();
        foreach (object? item in JinjaValue.Items(run, given[0]))
        {
            run.Spend(kept.Count);
            if (!kept.Exists(other => JinjaValue.AreEqual(run, JinjaFilters.Lower(item), JinjaFilters.Lower(other))))
            {
                kept.Add(item);
            }
        }

        return new JinjaList(kept);
    }

    // A name, or several with points between them.
    private static object? Attribute(JinjaRun run, object? item, object? attribute)
    {
        run.Spend(1);
        return attribute is string path
            ? path.Split('.').Aggregate(item, static (value, name) => JinjaAccess.Attribute(value, name))
            : JinjaAccess.Item(run, item, attribute);
    }

    private static object? Named(JinjaArguments<object?> given, string name) => given.Named.Find(pair => pair.Key == name).Value;

    private static JinjaFunction Find(IReadOnlyDictionary<string, JinjaFunction> all, string kind, string name) =>
        all.GetValueOrDefault(name) ?? throw new JinjaFaultException($"the {kind} '{name}' is not one that this version knows");
}
