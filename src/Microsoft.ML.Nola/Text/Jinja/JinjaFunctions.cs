using System.Collections.Frozen;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The functions that templates may call by name: Jinja's, and those that transformers adds.</summary>
internal static class JinjaFunctions
{
    /// <summary>Gets the functions by name.</summary>
    public static FrozenDictionary<string, JinjaFunction> All { get; } = new Dictionary<string, JinjaFunction>(StringComparer.Ordinal)
    {
        ["raise_exception"] = new("message", static (run, given) => throw new JinjaRaisedException(JinjaWriter.Write(run, given[0]))),
        ["strftime_now"] = new("format", static (run, given) => JinjaTime.Format(run.Time.GetLocalNow(), given.Text(0))),
        ["range"] = new("start stop? step?", Range),
        ["namespace"] = new("**", Namespace),
        ["dict"] = new("**", static (run, given) => Mapping(run, given.Named)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static JinjaList Range(JinjaRun run, JinjaArguments<object?> given)
    {
        bool hasStop = given.Has(1);
        (long start, long stop, long step) = (hasStop ? given.Number(0, 0) : 0, given.Number(hasStop ? 1 : 0, 0), given.Number(2, 1));
        if (step == 0)
        {
            throw new JinjaFaultException("the step of 'range' is 0");
        }

        long count = Math.Max(0, step > 0 ? (stop - start + step - 1) / step : (start - stop - step - 1) / -step);
        run.Spend(count);
        return new JinjaList([.. Enumerable.Range(0, (int)count).Select(i => (object?)(start + (i * step)))]);
    }

    private static JinjaNamespace Namespace(JinjaRun run, JinjaArguments<object?> given)
    {
        var space = new JinjaNamespace();
        foreach ((string name, object? value) in given.Named)
        {
            space.Values[name] = value;
        }

        return space;
    }

    private static JinjaMapping Mapping(JinjaRun run, IEnumerable<KeyValuePair<string, object?>> pairs)
    {
        var mapping = new JinjaMapping();
        foreach ((string name, object? value) in pairs)
        {
            run.Spend(1);
            mapping[name] = value;
        }

        return mapping;
    }
}
