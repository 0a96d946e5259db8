using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>How a stage's own settings are written: the same bytes for the same settings, and strict when they are read.</summary>
internal static class StageJson
{
    public const string EntryName = "stage.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        NewLine = "\n",

        // Stated, since programs may switch the default off, and file-based ones do.
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public static byte[] Write<T>(T settings) => JsonSerializer.SerializeToUtf8Bytes(settings, Options);

    /// <summary>Settings as a part of other settings.</summary>
    public static JsonElement ToElement<T>(T settings) => JsonSerializer.SerializeToElement(settings, Options);

    /// <summary>Reads settings that are a part of others.</summary>
    /// <exception cref="CorruptModelException">They are missing or not as they must be.</exception>
    public static T Read<T>(JsonElement? part, string path)
        where T : class
    {
        try
        {
            return part?.Deserialize<T>(Options) ?? throw new CorruptModelException(path, "a part of it is missing");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with an escaped surrogate without its other half.
            throw new CorruptModelException(path, $"it is not the JSON expected ({exception.Message})", exception);
        }
    }

    public static T Read<T>(ReadOnlySpan<byte> json, string path)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new CorruptModelException(path, "it holds null");
        }
        catch (JsonException exception)
        {
            throw new CorruptModelException(path, $"it is not the JSON expected ({exception.Message})", exception);
        }
    }
}
