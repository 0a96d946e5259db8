using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Values as JSON, as Python's json.dumps writes it with ensure_ascii=False, which is what transformers' tojson does.</summary>
/// <param name="run">Counts what is written.</param>
/// <param name="indent">How many spaces a level is indented by, or <c>null</c> for one line.</param>
/// <param name="sorts">Whether names are sorted.</param>
internal sealed class JinjaJson(JinjaRun run, int? indent, bool sorts)
{
    private readonly StringBuilder _text = new();

    /// <summary>Writes a value.</summary>
    /// <exception cref="JinjaFaultException">It, or a part of it, is nothing that JSON has.</exception>
    public string Write(object? value)
    {
        Append(value, 0);
        return _text.ToString();
    }

    private void Append(object? value, int level)
    {
        run.Enter(run.Line);
        int start = _text.Length;
        switch (value)
        {
            case null:
                _text.Append("null");
                break;
            case bool truth:
                _text.Append(truth ? "true" : "false");
                break;
            case long number:
                _text.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case double number:
                _text.Append(JinjaNumber.Format(number) switch { "nan" => "NaN", "inf" => "Infinity", "-inf" => "-Infinity", var digits => digits });
                break;
            case string text:
                AppendQuoted(text);
                break;
            case JinjaList list:
                AppendAll('[', ']', level, list.Items, (item, level) => Append(item, level));
                break;
            case JinjaMapping mapping:
                IEnumerable<KeyValuePair<string, object?>> pairs =
                    sorts ? mapping.Pairs.OrderBy(static pair => pair.Key, Comparer<string>.Create(JinjaText.Compare)) : mapping.Pairs;
                AppendAll('{', '}', level, [.. pairs], (pair, level) =>
                {
                    AppendQuoted(pair.Key);
                    _text.Append(": ");
                    Append(pair.Value, level);
                });
                break;
            default:
                throw new JinjaFaultException($"{JinjaValue.Describe(value)} cannot be written as JSON");
        }

        if (value is not (JinjaList or JinjaMapping))
        {
            run.SpendText(_text.Length - start);
        }

        run.Leave();
    }

    private void AppendAll<T>(char open, char close, int level, IReadOnlyList<T> items, Action<T, int> append)
    {
        _text.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            _text.Append(i == 0 ? "" : indent is null ? ", " : ",");
            BreakLine(level + 1);
            append(items[i], level + 1);
        }

        if (items.Count > 0)
        {
            BreakLine(level);
        }

        _text.Append(close);
    }

    private void BreakLine(int level)
    {
        if (indent is { } width)
        {
            run.SpendText((long)width * level);
            _text.Append('\n').Append(' ', width * level);
        }
    }

    private void AppendQuoted(string text)
    {
        _text.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                < ' ' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }
}
