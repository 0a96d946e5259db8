using System.Collections.Frozen;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>The methods of texts, mappings and loops.</summary>
internal static class JinjaMethods
{
    /// <summary>Gets the methods by name.</summary>
    public static FrozenDictionary<string, JinjaFunction> All { get; } = new Dictionary<string, JinjaFunction>(StringComparer.Ordinal)
    {
        ["strip"] = OfText("value chars?", static (text, given) => JinjaText.Strip(text, given.TextOrNull(1))),
        ["lstrip"] = OfText("value chars?", static (text, given) => JinjaText.StripStart(text, given.TextOrNull(1))),
        ["rstrip"] = OfText("value chars?", static (text, given) => JinjaText.StripEnd(text, given.TextOrNull(1))),
        ["upper"] = OfText("value", static (text, _) => JinjaText.ToUpper(text)),
        ["lower"] = OfText("value", static (text, _) => JinjaText.ToLower(text)),
        ["capitalize"] = OfText("value", static (text, _) => JinjaText.Capitalize(text, static _ => false)),
        ["title"] = OfText("value", static (text, _) => JinjaText.Capitalize(text, static c => !char.IsLetter(c))),
        ["startswith"] = OfText("value prefix",
            static (text, given) => Affixes(given).Exists(affix => text.StartsWith(affix, StringComparison.Ordinal))),
        ["endswith"] = OfText("value suffix",
            static (text, given) => Affixes(given).Exists(affix => text.EndsWith(affix, StringComparison.Ordinal))),
        ["removeprefix"] = OfText("value prefix", static (text, given) =>
            text.StartsWith(given.Text(1), StringComparison.Ordinal) ? text[given.Text(1).Length..] : text),
        ["removesuffix"] = OfText("value suffix", static (text, given) =>
            text.EndsWith(given.Text(1), StringComparison.Ordinal) ? text[..^given.Text(1).Length] : text),
        ["replace"] = new("value old new count?", static (run, given) =>
            Replace(run, Receiver(given), given.Text(1), given.Text(2), given.Number(3, -1))),
        ["split"] = new("value sep? maxsplit?", static (run, given) =>
            JinjaSplitting.Split(run, Receiver(given), given.TextOrNull(1), given.Number(2, -1), fromEnd: false)),
        ["rsplit"] = new("value sep? maxsplit?", static (run, given) =>
            JinjaSplitting.Split(run, Receiver(given), given.TextOrNull(1), given.Number(2, -1), fromEnd: true)),
        ["splitlines"] = new("value", static (run, given) => JinjaSplitting.Lines(run, Receiver(given))),
        ["join"] = new("value items", static (run, given) => Join(run, Receiver(given), given[1])),
        ["find"] = OfText("value sub", static (text, given) => Place(text, given.Text(1))),
        ["isdigit"] = OfText("value", static (text, _) => text.Length > 0 && text.All(char.IsAsciiDigit)),
        ["get"] = new("value key default?", static (_, given) => given[0] is not JinjaMapping mapping ? throw Fault("get", given[0])
            : given[1] is string name && mapping.TryGet(name, out object? value) ? value : given[2]),
        ["items"] = new("value", static (run, given) => Items(run, given[0])),
        ["keys"] = new("value", static (run, given) =>
            given[0] is JinjaMapping ? new JinjaList(JinjaValue.Items(run, given[0])) : throw Fault("keys", given[0])),
        ["values"] = new("value", static (run, given) =>
            new JinjaList([.. Items(run, given[0]).Items.Select(static pair => ((JinjaList)pair!).Items[1])])),
        ["cycle"] = new("value *", static (_, given) => given[0] is JinjaLoop loop && given.More.Count > 0
            ? given.More[loop.Index % given.More.Count] : throw Fault("cycle", given[0])),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Gets the names that a mapping has as methods: Jinja finds them before its keys.</summary>
    public static FrozenSet<string> OfMappings { get; } =
        FrozenSet.Create(
            StringComparer.Ordinal, "get", "items", "keys", "values", "copy", "pop", "popitem", "update", "clear", "setdefault", "fromkeys");

    /// <summary>Gets pairs of names and values.</summary>
    /// <exception cref="JinjaFaultException">The value is no mapping.</exception>
    public static JinjaList Items(JinjaRun run, object? value)
    {
        JinjaMapping mapping = value as JinjaMapping ?? throw Fault("items", value);
        run.Spend(mapping.Count);
        return new JinjaList([.. mapping.Pairs.Select(static pair => (object?)new JinjaList([pair.Key, pair.Value], isTuple: true))]);
    }

    /// <summary>Puts one text in another's place.</summary>
    /// <param name="run">Counts what is made.</param>
    /// <param name="text">The text.</param>
    /// <param name="old">What is replaced.</param>
    /// <param name="replacement">What comes in its place.</param>
    /// <param name="count">How often, from the begin; below 0, always.</param>
    public static string Replace(JinjaRun run, string text, string old, string replacement, int count)
    {
        if (old.Length == 0)
        {
            // Python finds an empty text before each character, and at the end.
            IReadOnlyList<object?> characters = JinjaValue.Items(run, text);
            int places = count < 0 ? characters.Count + 1 : Math.Min(count, characters.Count + 1);
            run.SpendText(text.Length + ((long)places * replacement.Length));
            return string.Concat(characters.Select((character, index) => (index < places ? replacement : "") + character))
                + (places > characters.Count ? replacement : "");
        }

        JinjaList parts = JinjaSplitting.Split(run, text, old, count, fromEnd: false);
        return Join(run, replacement, parts);
    }

    private static string Join(JinjaRun run, string between, object? items)
    {
        string[] texts = [.. JinjaValue.Items(run, items).Select(static item => item as string
            ?? throw new JinjaFaultException($"{JinjaValue.Describe(item)} is put together with texts"))];
        run.SpendText(texts.Sum(text => (long)text.Length + between.Length));
        return string.Join(between, texts);
    }

    private static JinjaFunction OfText(string parameters, Func<string, JinjaArguments<object?>, object?> body) => new(parameters, (run, given) =>
    {
        string text = Receiver(given);
        run.SpendText(text.Length);
        return body(text, given);
    });

    private static string Receiver(JinjaArguments<object?> given) => given[0] as string ?? throw Fault("of a text", given[0]);

    private static List<string> Affixes(JinjaArguments<object?> given) => given[1] is JinjaList { IsTuple: true } list
        ? [.. list.Items.OfType<string>()]
        : [given.Text(1)];

    private static long Place(string text, string part)
    {
        int at = text.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1 : JinjaText.Length(text[..at]);
    }

    private static JinjaFaultException Fault(string method, object? value) =>
        new($"a method ({method}) is called on {JinjaValue.Describe(value)}, which does not have it");
}
