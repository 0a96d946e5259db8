using System.Text.Json;
using Microsoft.ML.Nola.Text.Jinja;

namespace Microsoft.ML.Nola.Tests.Text.Jinja;

/// <summary>Templates with what Jinja makes of them (Data/README.md says how they were made), and values from JSON.</summary>
internal static class JinjaCase
{
    /// <summary>The clock of the reference: 5 March 2026, 9:07:04.</summary>
    public static readonly TimeProvider Time = new FixedTime(new DateTimeOffset(2026, 3, 5, 9, 7, 4, TimeSpan.Zero));

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "ChatTemplates");

    public static IReadOnlyList<JsonElement> Read(string name) =>
        [.. File.ReadLines(Path.Combine(Folder, name)).Select(static line => JsonSerializer.Deserialize<JsonElement>(line))];

    public static JinjaMapping Mapping(JsonElement element) => (JinjaMapping)Value(element)!;

    public static object? Value(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var mapping = new JinjaMapping();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    mapping[property.Name] = Value(property.Value);
                }

                return mapping;
            case JsonValueKind.Array:
                return new JinjaList([.. element.EnumerateArray().Select(Value)]);
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble();
            default:
                return element.ValueKind == JsonValueKind.Null ? null : element.GetBoolean();
        }
    }

    /// <summary>What this library makes of a template, in the words of the files.</summary>
    public static (string Kind, string Text) Run(string template, JinjaMapping variables)
    {
        try
        {
            return ("expected", JinjaTemplate.Read(template).Render(variables, Time));
        }
        catch (JinjaRaisedException exception)
        {
            return ("raises", exception.Message);
        }
        catch (JinjaFaultException exception)
        {
            return ("fault", exception.Message);
        }
    }

    /// <summary>Says how a case differs from what was found; empty if it does not. What a fault says is each library's own.</summary>
    public static string Compare(JsonElement expected, (string Kind, string Text) found, string label)
    {
        string kind = ((string[])["expected", "raises", "fault"]).First(kind => expected.TryGetProperty(kind, out _));
        string text = kind == "fault" ? found.Text : expected.GetProperty(kind).GetString()!;
        return kind == found.Kind && text == found.Text ? "" : $"{label}\n  expected {kind}: {text}\n  found {found.Kind}: {found.Text}";
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
