using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// A JSON object of settings, such as config.json, read strictly: what is not of the expected kind and range is a fault that names file, key and cause.
/// Unknown keys are ignored. A key whose value is <c>null</c> counts as absent.
/// </summary>
internal sealed class JsonSettings
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    private readonly JsonElement _object;
    private readonly string _prefix;
    private readonly IReadOnlyDictionary<string, string>? _sources;

    private JsonSettings(string origin, JsonElement element, string prefix, IReadOnlyDictionary<string, string>? sources = null)
    {
        Origin = origin;
        _object = element;
        _prefix = prefix;
        _sources = sources;
    }

    /// <summary>Gets the path of the file or the name of the zip entry.</summary>
    public string Origin { get; }

    /// <summary>Gets the keys in the file's order, also those whose value is <c>null</c>.</summary>
    public IEnumerable<string> Names => _object.EnumerateObject().Select(property => property.Name);

    /// <summary>Gets the keys whose value is <c>true</c>, in the file's order.</summary>
    public IEnumerable<string> TrueNames =>
        _object.EnumerateObject().Where(static property => property.Value.ValueKind == JsonValueKind.True).Select(static property => property.Name);

    /// <summary>Reads a file. Its name says how large it may be (<see cref="JsonLimits"/>).</summary>
    /// <exception cref="CorruptModelException">It is too large or not a JSON object.</exception>
    /// <exception cref="IOException">It cannot be read or is not there.</exception>
    public static JsonSettings Load(string path) => Parse(ReadFile(path), path);

    /// <summary>Reads a file that holds an array of objects.</summary>
    /// <exception cref="CorruptModelException">It is too large or not an array of JSON objects.</exception>
    /// <exception cref="IOException">It cannot be read or is not there.</exception>
    public static IReadOnlyList<JsonSettings> LoadObjects(string path)
    {
        JsonElement root = ParseRoot(ReadFile(path), path);
        return root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(static element => element.ValueKind == JsonValueKind.Object)
            ? [.. root.EnumerateArray().Select((element, index) => new JsonSettings(path, element, string.Create(CultureInfo.InvariantCulture, $"[{index}].")))]
            : throw new CorruptModelException(path, "it is not an array of objects");
    }

    /// <summary>Reads from memory.</summary>
    /// <param name="content">UTF-8 text without a byte order mark.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <param name="sources">What messages call keys whose values were taken from a file that is not JSON; they are named by the whole way to them.</param>
    /// <exception cref="CorruptModelException">It is too large or not a JSON object.</exception>
    public static JsonSettings Parse(ReadOnlyMemory<byte> content, string origin, IReadOnlyDictionary<string, string>? sources = null)
    {
        JsonElement root = ParseRoot(content, origin);
        return root.ValueKind == JsonValueKind.Object
            ? new JsonSettings(origin, root, "", sources)
            : throw new CorruptModelException(origin, $"its top level is {Describe(root)}, not an object");
    }

    /// <summary>Says whether the key is there with a value other than <c>null</c>.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>Says whether the key's value is a string: some settings are a word or an object.</summary>
    public bool IsString(string name) => Find(name)?.ValueKind == JsonValueKind.String;

    /// <summary>Says whether the key's value is an array: some settings are a list or an object.</summary>
    public bool IsArray(string name) => Find(name)?.ValueKind == JsonValueKind.Array;

    /// <summary>Says whether the key's value is an object: some settings are a number or an object.</summary>
    public bool IsObject(string name) => Find(name)?.ValueKind == JsonValueKind.Object;

    /// <summary>Says whether the key's value is true, or an object or array that is not empty: how a setting that is not known may matter.</summary>
    public bool IsSwitchedOn(string name) => Find(name) is { } value && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    /// <summary>Says whether the key's value is false or has nothing in it: how a setting that is not known does not matter, whatever it is.</summary>
    public bool IsFalseOrEmpty(string name) => Find(name) is not { } value || value.ValueKind switch
    {
        JsonValueKind.False => true,
        JsonValueKind.Number => false,
        JsonValueKind.String => ToText(name, value).Length == 0,
        _ => !IsSwitchedOn(name),
    };

    /// <summary>Gets an integer that must be there.</summary>
    public int GetInt32(string name, int minimum, int maximum) => (int)ToInt64(name, Need(name), minimum, maximum);

    /// <summary>Gets an integer, or the default if the key is absent.</summary>
    public int GetInt32(string name, int minimum, int maximum, int defaultValue) =>
        Find(name) is { } value ? (int)ToInt64(name, value, minimum, maximum) : defaultValue;

    /// <summary>Gets a finite number that must be there.</summary>
    public double GetDouble(string name, double minimum, double maximum) => ToDouble(name, Need(name), minimum, maximum);

    /// <summary>Gets a finite number, or the default if the key is absent.</summary>
    public double GetDouble(string name, double minimum, double maximum, double defaultValue) =>
        Find(name) is { } value ? ToDouble(name, value, minimum, maximum) : defaultValue;

    /// <summary>Gets true or false, which must be there.</summary>
    public bool GetBoolean(string name) => ToBoolean(name, Need(name));

    /// <summary>Gets true or false, or the default if the key is absent.</summary>
    public bool GetBoolean(string name, bool defaultValue) => Find(name) is { } value ? ToBoolean(name, value) : defaultValue;

    /// <summary>Gets a string that must be there.</summary>
    public string GetString(string name) => ToText(name, Need(name));

    /// <summary>Gets a string, or the default if the key is absent.</summary>
    public string? GetString(string name, string? defaultValue) => Find(name) is { } value ? ToText(name, value) : defaultValue;

    /// <summary>Gets an array of strings that must be there.</summary>
    public IReadOnlyList<string> GetStrings(string name)
    {
        return [.. Elements(name, "an array of strings").Select(element => ToText(name, element))];
    }

    /// <summary>
    /// Gets all members, each of which must be a string. Looking them up one by one would take time that grows with the square of their number.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> ReadStrings() =>
        _object.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, ToText(property.Name, property.Value)));

    /// <summary>Gets an array of integers that must be there.</summary>
    public IReadOnlyList<long> GetIntegers(string name, long minimum, long maximum)
    {
        return [.. Elements(name, "an array of integers").Select(element => ToInt64(name, element, minimum, maximum))];
    }

    /// <summary>Gets an array of finite numbers that must be there.</summary>
    public IReadOnlyList<double> GetNumbers(string name, double minimum, double maximum) =>
        [.. Elements(name, "an array of numbers").Select(element => ToDouble(name, element, minimum, maximum))];

    /// <summary>Gets an array of objects that must be there.</summary>
    public IReadOnlyList<JsonSettings> GetObjects(string name)
    {
        return
        [
            .. Elements(name, "an array of objects")
                .Select((element, index) => ToObject($"{name}[{index.ToString(CultureInfo.InvariantCulture)}]", element)),
        ];
    }

    /// <summary>Gets an object that must be there. Faults in it name the whole way to its keys.</summary>
    public JsonSettings GetObject(string name) => ToObject(name, Need(name));

    /// <summary>Gets an object, or <c>null</c> if the key is absent.</summary>
    public JsonSettings? GetObjectOrNull(string name) => Find(name) is { } value ? ToObject(name, value) : null;

    /// <summary>Gets all keys, each of which must have an integer: in the order of the file, at a cost that does not grow with its square.</summary>
    public IEnumerable<(string Name, int Value)> GetIntegersByName(int minimum, int maximum) =>
        _object.EnumerateObject().Select(property => (property.Name, (int)ToInt64(property.Name, property.Value, minimum, maximum)));

    /// <summary>Gets all keys, each of which must have an object.</summary>
    public IEnumerable<(string Name, JsonSettings Value)> GetObjectsByName() =>
        _object.EnumerateObject().Select(property => (property.Name, ToObject(property.Name, property.Value)));

    /// <summary>Gets an array, which must be there, of elements that are each a string or an object.</summary>
    public IReadOnlyList<(string? Text, JsonSettings? Object)> GetStringsOrObjects(string name) =>
        [.. Elements(name).Select(element => element.ValueKind switch
        {
            JsonValueKind.String => ((string?)ToText(name, element), (JsonSettings?)null),
            JsonValueKind.Object => (null, ToObject(name, element)),
            _ => throw Fault(name, $"is {Describe(element)}, not a string or an object"),
        })];

    /// <summary>Gets an array, which must be there, of arrays of a string and a number.</summary>
    public IReadOnlyList<(string Text, double Number)> GetStringsWithNumbers(string name, int maximum)
    {
        JsonElement[] elements = Elements(name);
        if (elements.Length > maximum)
        {
            throw Fault(name, FormattableString.Invariant($"has {elements.Length} entries, at most {maximum} are read"));
        }

        return [.. elements.Select(element => element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2
            ? (ToText(name, element[0]), ToDouble(name, element[1], double.MinValue, double.MaxValue))
            : throw Fault(name, $"has an entry that is {Describe(element)}, not a string with a number"))];
    }

    /// <summary>Gets an array, which must be there, of pairs of strings: each an array of two, or one string with a space between them.</summary>
    public IEnumerable<(string First, string Second)> GetStringPairs(string name) => Elements(name).Select((element, index) =>
    {
        string[] parts = element.ValueKind switch
        {
            JsonValueKind.String => ToText(name, element).Split(' '),
            JsonValueKind.Array => [.. element.EnumerateArray().Select(part => ToText(name, part))],
            _ => [],
        };
        return parts is [string first, string second]
            ? (first, second)
            : throw Fault(string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]"), "is not a pair of strings");
    });

    /// <summary>Gets an array, which must be there, of a string and an integer.</summary>
    public (string Text, int Number) GetStringAndInteger(string name, int minimum, int maximum) => Elements(name) is [JsonElement text, JsonElement number]
        ? (ToText(name, text), (int)ToInt64(name, number, minimum, maximum))
        : throw Fault(name, "is not an array of a string and an integer");

    /// <summary>Gets the first element, which must be a string, of an array that must be there.</summary>
    public string GetFirstString(string name) =>
        Elements(name) is [JsonElement first, ..] ? ToText(name, first) : throw Fault(name, "is empty");

    /// <summary>Gets what messages call a key: its name with the whole way to it, or what it is in the file that its value was taken from.</summary>
    public string NameOf(string name) => _sources?.GetValueOrDefault(_prefix + name) ?? _prefix + name;

    /// <summary>Makes the error for a fault that only the caller can see, such as two settings that do not go together.</summary>
    public CorruptModelException Fault(string name, string cause) => new(Origin, $"'{NameOf(name)}' {cause}");

    private static byte[] ReadFile(string path) => BoundedFile.Read(path, JsonLimits.Of(path).Length);

    private static JsonElement ParseRoot(ReadOnlyMemory<byte> content, string origin)
    {
        BoundedFile.RequireLength(origin, content.Length, JsonLimits.Of(origin).Length);
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
            RequireTokens(origin, content.Span);
            using JsonDocument document = JsonDocument.Parse(content, Options);
            return document.RootElement.Clone();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a key with an escaped surrogate without its other half.
            throw new CorruptModelException(origin, $"it is not valid JSON ({exception.Message})", exception);
        }
    }

    private static void RequireTokens(string origin, ReadOnlySpan<byte> json)
    {
        int maximum = JsonLimits.Of(origin).Tokens;
        if (json.Length <= maximum)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        int count = 0;
        while (count <= maximum && reader.Read())
        {
            count++;
        }

        if (count > maximum)
        {
            throw new CorruptModelException(origin, $"it has more than the {maximum} values and names that are read");
        }
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

    private JsonElement[] Elements(string name, string wanted = "an array")
    {
        JsonElement array = Need(name);
        return array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray()] : throw Fault(name, $"is {Describe(array)}, not {wanted}");
    }

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
            throw new CorruptModelException(Origin, $"'{NameOf(name)}' has an escaped surrogate without its other half", exception);
        }
    }

    private JsonSettings ToObject(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object
            ? new JsonSettings(Origin, value, $"{_prefix}{name}.", _sources)
            : throw Fault(name, $"is {Describe(value)}, not an object");
}
