using System.Globalization;
using System.Text;

namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Values as text: as Python's str and repr write them.</summary>
/// <param name="run">Counts what is written.</param>
internal sealed class JinjaWriter(JinjaRun run)
{
    private readonly StringBuilder _text = new();

    /// <summary>Writes a value as str does.</summary>
    public static string Write(JinjaRun run, object? value)
    {
        switch (value)
        {
            case string text:
                return text;
            case JinjaUndefined:
                return "";
            default:
                var writer = new JinjaWriter(run);
                writer.Append(value);
                return writer._text.ToString();
        }
    }

    private void Append(object? value)
    {
        run.Enter(run.Line);
        int start = _text.Length;
        switch (value)
        {
            case null:
                _text.Append("None");
                break;
            case JinjaUndefined:
                _text.Append("Undefined");
                break;
            case bool truth:
                _text.Append(truth ? "True" : "False");
                break;
            case long number:
                _text.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case double number:
                _text.Append(JinjaNumber.Format(number));
                break;
            case string text:
                AppendQuoted(text);
                break;
            case JinjaList list:
                AppendItems(list);
                break;
            case JinjaMapping mapping:
                AppendMapping(mapping);
                break;
            default:
                throw new JinjaFaultException($"{JinjaValue.Describe(value)} cannot be written as a text");
        }

        if (value is not (JinjaList or JinjaMapping))
        {
            run.SpendText(_text.Length - start);
        }

        run.Leave();
    }

    private void AppendItems(JinjaList list)
    {
        _text.Append(list.IsTuple ? '(' : '[');
        for (int i = 0; i < list.Items.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "");
            Append(list.Items[i]);
        }

        _text.Append(list.IsTuple && list.Items.Count == 1 ? "," : "").Append(list.IsTuple ? ')' : ']');
    }

    private void AppendMapping(JinjaMapping mapping)
    {
        _text.Append('{');
        string separator = "";
        foreach ((string name, object? value) in mapping.Pairs)
        {
            _text.Append(separator);
            Append(name);
            _text.Append(": ");
            Append(value);
            separator = ", ";
        }

        _text.Append('}');
    }

    private void AppendQuoted(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        _text.Append(quote);
        foreach (Rune rune in text.EnumerateRunes())
        {
            AppendEscaped(rune, quote);
        }

        _text.Append(quote);
    }

    private void AppendEscaped(Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\\':
                _text.Append("\\\\");
                break;
            case '\n':
                _text.Append("\\n");
                break;
            case '\r':
                _text.Append("\\r");
                break;
            case '\t':
                _text.Append("\\t");
                break;
            case int code when code == quote:
                _text.Append('\\').Append(quote);
                break;
            case int code when code != ' ' && !IsPrintable(rune):
                (string sign, string digits) = code < 0x100 ? ("\\x", "x2") : code < 0x10000 ? ("\\u", "x4") : ("\\U", "x8");
                _text.Append(sign).Append(code.ToString(digits, CultureInfo.InvariantCulture));
                break;
            default:
                _text.AppendRune(rune);
                break;
        }
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator);
}
