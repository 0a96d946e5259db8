using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// A JSON object of settings, such as config.json, read strictly: what is not of the expected kind and range is a fault that names file, key and cause.
/// Unknown keys are passed over. A key whose value is <c>null</c> counts as absent.
/// </summary>
internal sealed class JsonSettings
{
    /// <summary>The largest file that is read. Tokenizer and index files of large models reach some megabytes.</summary>
    public const long MaximumLength = 1 << 24;

    /// <summary>The most values and names in it: each takes some fifty bytes when it is parsed, however short it is.</summary>
    private const int MaximumTokens = 1 << 20;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly JsonElement _object;
    private readonly string _prefix;

    private JsonSettings(string origin, JsonElement element, string prefix)
    {
        Origin = origin;
        _object = element;
        _prefix = prefix;
    }

    /// <summary>Gets the path of the file or the name of the zip entry.</summary>
    public string Origin { get; }

    /// <summary>Gets the keys in the file's order, also those whose value is <c>null</c>.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject().Select(property => property.Name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="CorruptModelException">It is too large or not a JSON object.</exception>
    /// <exception cref="IOException">It cannot be read or is not there.</exception>
    public static JsonSettings Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaximumLength)
        {
            throw TooLarge(path, stream.Length);
        }

        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Parse(content, path);
    }

    /// <summary>Reads from memory.</summary>
    /// <param name="content">UTF-8 text without a byte order mark.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="CorruptModelException">It is too large or not a JSON object.</exception>
    public static JsonSettings Parse(ReadOnlyMemory<byte> content, string origin)
    {
        if (content.Length > MaximumLength)
        {
            throw TooLarge(origin, content.Length);
        }

        if (content.IsEmpty)
        {
            throw new CorruptModelException(origin, "it is empty");
        }

        if (!Utf8.IsValid(content.Span))
        {
            throw new CorruptModelException(origin, "it is not UTF-8");
        }

        try
        {
            if (content.Length > MaximumTokens && HasTooManyTokens(content.Span))
            {
                throw new CorruptModelException(origin, $"it has more than the {MaximumTokens} values and names that are read");
            }

            using JsonDocument document = JsonDocument.Parse(content, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonSettings(origin, document.RootElement.Clone(), "")
                : throw new CorruptModelException(origin, $"its top level is {Describe(document.RootElement)}, not an object");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a key with an escaped surrogate without its other half.
            throw new CorruptModelException(origin, $"it is not valid JSON ({exception.Message})", exception);
        }
    }

    /// <summary>Says whether the key is there with a value other than <c>null</c>.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Says whether the key's value is a string: some settings are a word or an object.</summary>
    public bool IsString(string name) => Find(name)?.ValueKind == JsonValueKind.String;

    /// <summary>Says whether the key's value is true, or an object or array that is not empty: how a setting that is not known may matter.</summary>
    public bool IsSwitchedOn(string name) => Find(name) is { } value && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    /// <summary>Gets an integer that must be there.</summary>
    public int GetInt32(string name, int minimum, int maximum) => (int)ToInt64(name, Need(name), minimum, maximum);

    /// <summary>Gets an integer, or the default where the key is absent.</summary>
    public int GetInt32(string name, int minimum, int maximum, int defaultValue) =>
        Find(name) is { } value ? (int)ToInt64(name, value, minimum, maximum) : defaultValue;

    /// <summary>Gets an integer that must be there.</summary>
    public long GetInt64(string name, long minimum, long maximum) => ToInt64(name, Need(name), minimum, maximum);

    /// <summary>Gets an integer, or the default where the key is absent.</summary>
    public long GetInt64(string name, long minimum, long maximum, long defaultValue) =>
        Find(name) is { } value ? ToInt64(name, value, minimum, maximum) : defaultValue;

    /// <summary>Gets a finite number that must be there.</summary>
    public double GetDouble(string name, double minimum, double maximum) => ToDouble(name, Need(name), minimum, maximum);

    /// <summary>Gets a finite number, or the default where the key is absent.</summary>
    public double GetDouble(string name, double minimum, double maximum, double defaultValue) =>
        Find(name) is { } value ? ToDouble(name, value, minimum, maximum) : defaultValue;

    /// <summary>Gets true or false, which must be there.</summary>
    public bool GetBoolean(string name) => ToBoolean(name, Need(name));

    /// <summary>Gets true or false, or the default where the key is absent.</summary>
    public bool GetBoolean(string name, bool defaultValue) => Find(name) is { } value ? ToBoolean(name, value) : defaultValue;

    /// <summary>Gets a string that must be there.</summary>
    public string GetString(string name) => ToText(name, Need(name));

    /// <summary>Gets a string, or the default where the key is absent.</summary>
    public string? GetString(string name, string? defaultValue) => Find(name) is { } value ? ToText(name, value) : defaultValue;

    /// <summary>Gets an array of strings that must be there.</summary>
    public IReadOnlyList<string> GetStrings(string name)
    {
        JsonElement array = Need(name);
        return array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray().Select(element => ToText(name, element))]
            : throw Fault(name, $"is {Describe(array)}, not an array of strings");
    }

    /// <summary>Gets an array of integers that must be there.</summary>
    public IReadOnlyList<long> GetIntegers(string name, long minimum, long maximum)
    {
        JsonElement array = Need(name);
        return array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray().Select(element => ToInt64(name, element, minimum, maximum))]
            : throw Fault(name, $"is {Describe(array)}, not an array of integers");
    }

    /// <summary>Gets an array of objects that must be there.</summary>
    public IReadOnlyList<JsonSettings> GetObjects(string name)
    {
        JsonElement array = Need(name);
        return array.ValueKind == JsonValueKind.Array
            ? [.. array.EnumerateArray().Select((element, index) => ToObject($"{name}[{index.ToString(CultureInfo.InvariantCulture)}]", element))]
            : throw Fault(name, $"is {Describe(array)}, not an array of objects");
    }

    /// <summary>Gets an object that must be there. Faults in it name the whole way to its keys.</summary>
    public JsonSettings GetObject(string name) => ToObject(name, Need(name));

    /// <summary>Gets an object, or <c>null</c> where the key is absent.</summary>
    public JsonSettings? GetObjectOrNull(string name) => Find(name) is { } value ? ToObject(name, value) : null;

    /// <summary>Makes the error for a fault that only the caller can see, such as two settings that do not go together.</summary>
    public CorruptModelException Fault(string name, string cause) => new(Origin, $"'{_prefix}{name}' {cause}");

    private static CorruptModelException TooLarge(string origin, long length) =>
        new(origin, $"it has {length} bytes, at most {MaximumLength} are read");

    private static bool HasTooManyTokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        int count = 0;
        while (count <= MaximumTokens && reader.Read())
        {
            count++;
        }

        return count > MaximumTokens;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => value.GetRawText() is { Length: <= 40 } number ? number : "a number of many digits",
        JsonValueKind.Null => "null",
        _ => value.ValueKind == JsonValueKind.True ? "true" : "false",
    };

    private JsonElement? Find(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement Need(string name) => Find(name) ?? throw Fault(name, "is missing");

    private long ToInt64(string name, JsonElement value, long minimum, long maximum) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= minimum && number <= maximum
            ? number
            : throw Fault(name, FormattableString.Invariant($"is {Describe(value)}, not an integer from {minimum} to {maximum}"));

    private double ToDouble(string name, JsonElement value, double minimum, double maximum) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && number >= minimum && number <= maximum
            ? number
            : throw Fault(name, FormattableString.Invariant($"is {Describe(value)}, not a number from {minimum} to {maximum}"));

    private bool ToBoolean(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(name, $"is {Describe(value)}, not true or false"),
    };

    private string ToText(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Fault(name, $"is {Describe(value)}, not a string");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new CorruptModelException(Origin, $"'{_prefix}{name}' has an escaped surrogate without its other half", exception);
        }
    }

    private JsonSettings ToObject(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            ? new JsonSettings(Origin, value, $"{_prefix}{name}.")
            : throw Fault(name, $"is {Describe(value)}, not an object");
}
