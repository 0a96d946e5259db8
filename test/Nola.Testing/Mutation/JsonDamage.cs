using System.Text;

namespace Nola.Testing.Mutation;

/// <summary>Damage to JSON text at its values and members: the text around them stays, so that what is wrong is one thing.</summary>
public static class JsonDamage
{
    private static readonly string[] OddValues =
    [
        "null", "true", "false", "0", "-1", "1", "2", "3", "17", "4096", "4097", "65536", "1048576", "8388608", "2147483647", "2147483648", "9007199254740993",
        "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e308", "1e400", "-1e400", "1.5", "-0.0", "1e3", "NaN", "Infinity", "-Infinity",
        "01", "0x10", "1_000",
        "\"\"", "\" \"", "\"3\"", "\"nola\"", "\"NOLA\"", "\"../x\"", "\"/etc/passwd\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"F16\"", "\"F31\"",
        "\"I64\"", "\"U8\"", "\"pooler\"",
        "\"uniform\"", "\"per_module\"", "\"constant_coefficients\"", "\"encoder.layer.0.output.dense\"", "\"relu\"", "\"bert\"", "\"[UNK]\"",
        "[]", "[null]", "[0]", "[1,2]", "[0,0]", "[-1]", "[\"\"]", "[[]]", "{}", "{\"a\":1}", "{\"content\":\"[CLS]\"}", "", ",", "undefined", "'x'",
    ];

    private static readonly string[] OddNames = ["", " ", "\\ud800", "\\u0061", "__metadata__", "dtype", "sites", "x", "\\u0000"];

    public static byte[] Apply(Random random, byte[] json, out string what)
    {
        JsonSpans? spans = JsonSpans.TryFind(json);
        if (spans is null || spans.Values.Count == 0 || random.Next(12) == 0)
        {
            return Text(random, json, out what);
        }

        JsonSpan span = spans.Values[random.Next(spans.Values.Count)];
        string odd = OddValues[random.Next(OddValues.Length)];
        what = $"the value '{spans.Text(span)}' of '{span.Name}' ";
        switch (span.Name is null ? random.Next(3) : random.Next(8))
        {
            case 0:
                what += "nested deep";
                int depth = random.Next(2, 5000);
                return Put(json, span.Start, span.End, new string('[', depth) + spans.Text(span, int.MaxValue) + new string(']', depth));
            case 1:
                what += "made long";
                return Put(json, span.Start, span.End, $"\"{new string('x', 1 << random.Next(4, 19))}\"");
            case 2 or 3 or 4:
                what += $"made {odd}";
                return Put(json, span.Start, span.End, odd);
            case 5:
                what += "left out with its name";
                return Put(json, span.NameStart, spans.WithComma(span), "");
            case 6:
                what += $"given twice, once as {odd}";
                return Put(json, span.NameStart, span.NameStart, $"\"{span.Name}\":{odd},");
            default:
                string name = OddNames[random.Next(OddNames.Length)];
                what += $"named '{name}'";
                return Put(json, span.NameStart, span.NameEnd, $"\"{name}\"");
        }
    }

    private static byte[] Text(Random random, byte[] json, out string what)
    {
        (what, byte[] result) = random.Next(8) switch
        {
            0 => ("a byte order mark before the JSON", [0xef, 0xbb, 0xbf, .. json]),
            1 => ("a brace after the JSON", [.. json, (byte)'}']),
            2 => ("the JSON twice", [.. json, .. json]),
            3 => ("a comma before the last brace", Put(json, Array.LastIndexOf(json, (byte)'}'), Array.LastIndexOf(json, (byte)'}'), ",")),
            4 => ("an array around the JSON", [(byte)'[', .. json, (byte)']']),
            5 => ("a comment in the JSON", Put(json, 1, 1, "/* x */")),
            6 => ("UTF-16 in place of UTF-8", Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(json))),
            _ => ("nothing but white space", "  \n"u8.ToArray()),
        };
        return result;
    }

    private static byte[] Put(byte[] json, int start, int end, string instead) =>
        start < 0 || end < start || end > json.Length ? json : [.. json[..start], .. Encoding.UTF8.GetBytes(instead), .. json[end..]];
}
