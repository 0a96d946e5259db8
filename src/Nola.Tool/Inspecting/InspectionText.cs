using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nola.Tool.Inspecting;

/// <summary>Writes what was found for people: one line a value, indented.</summary>
internal static class InspectionText
{
    private const int MostNames = 12;

    public static string Of(JsonObject inspection)
    {
        var text = new StringBuilder();
        Write(text, inspection, indent: 0);
        return text.ToString().TrimEnd();
    }

    private static void Write(StringBuilder text, JsonObject values, int indent)
    {
        foreach ((string name, JsonNode? value) in values)
        {
            string label = name.Contains('/', StringComparison.Ordinal) || name.Contains('.', StringComparison.Ordinal) ? name : name.Replace('_', ' ');
            text.Append(' ', indent).Append(label).Append(':');
            switch (value)
            {
                case JsonObject nested:
                    text.AppendLine();
                    Write(text, nested, indent + 2);
                    break;
                case JsonArray list when list.OfType<JsonObject>().Any():
                    text.AppendLine();
                    foreach (JsonObject item in list.OfType<JsonObject>())
                    {
                        Write(text, item, indent + 2);
                    }

                    break;
                case JsonArray list:
                    text.Append(' ').AppendJoin(", ", list.Take(MostNames).Select(Text));
                    text.AppendLine(list.Count > MostNames ? FormattableString.Invariant($" and {list.Count - MostNames:N0} more") : string.Empty);
                    break;
                default:
                    text.Append(' ').AppendLine(Text(value));
                    break;
            }
        }
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "-",
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number when value.AsValue().TryGetValue(out int whole) => whole.ToString("N0", CultureInfo.InvariantCulture),
        JsonValueKind.Number when value.AsValue().TryGetValue(out long whole) => whole.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
