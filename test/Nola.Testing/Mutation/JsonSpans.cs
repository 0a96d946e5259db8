using System.Text;
using System.Text.Json;

namespace Nola.Testing.Mutation;

/// <summary>Finds every value of a JSON text, those in others included.</summary>
public sealed class JsonSpans
{
    private readonly byte[] _json;

    private JsonSpans(byte[] json, List<JsonSpan> values)
    {
        _json = json;
        Values = values;
    }

    public IReadOnlyList<JsonSpan> Values { get; }

    /// <summary>Null if the text is not JSON.</summary>
    public static JsonSpans? TryFind(byte[] json)
    {
        try
        {
            return new JsonSpans(json, Find(json));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    public string Text(JsonSpan span, int longest = 40)
    {
        string text = Encoding.UTF8.GetString(_json, span.Start, span.End - span.Start);
        return text.Length <= longest ? text : text[..longest] + "...";
    }

    /// <summary>The end of a value, with the comma and the white space that follow it.</summary>
    public int WithComma(JsonSpan span)
    {
        int end = span.End;
        while (end < _json.Length && _json[end] is (byte)',' or (byte)' ' or (byte)'\n')
        {
            end++;
        }

        return end;
    }

    private static List<JsonSpan> Find(byte[] json)
    {
        var values = new List<JsonSpan>();
        var open = new Stack<JsonSpan>();
        var reader = new Utf8JsonReader(json);
        JsonSpan name = Unnamed;
        while (reader.Read())
        {
            int start = (int)reader.TokenStartIndex;
            int end = (int)reader.BytesConsumed;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    // The colon belongs to the token.
                    int quote = start + json.AsSpan(start, end - start).LastIndexOf((byte)'"') + 1;
                    name = new JsonSpan(reader.GetString(), start, quote, 0, 0);
                    continue;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Push(name with { Start = start });
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    values.Add(open.Pop() with { End = end });
                    break;
                default:
                    values.Add(name with { Start = start, End = end });
                    break;
            }

            name = Unnamed;
        }

        return values;
    }

    private static JsonSpan Unnamed => new(null, -1, -1, 0, 0);
}
