using System.Text.Encodings.Web;
using System.Text.Json;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>Writes a configuration as PEFT does: UTF-8, indented by two, keys in the order given (sorted), lines that end in a line feed.</summary>
internal static class ConfigWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Null in place of an empty list, as PEFT has it for what was not set.</summary>
    public static void WriteStringsOrNull(this Utf8JsonWriter json, string name, IReadOnlyCollection<string> values)
    {
        if (values.Count > 0)
        {
            json.WriteStrings(name, values);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>An object of numbers, in the order of its keys.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string name, IEnumerable<(string Key, double Value)> values)
    {
        json.WriteStartObject(name);
        foreach ((string key, double value) in values.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteNumber(key, value);
        }

        json.WriteEndObject();
    }
}
