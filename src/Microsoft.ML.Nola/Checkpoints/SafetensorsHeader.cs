using System.Text.Json;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Reads the JSON header of a safetensors file. Nothing in it is believed before it is checked against the file's size.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The longest header that is read: that of the reference library.</summary>
    public const long MaximumLength = 100_000_000;

    /// <summary>The most tensors of a file, and the most strings under the metadata: each takes some hundred bytes however short it is.</summary>
    private const int MaximumEntries = 100_000;

    /// <summary>The most dimensions of a tensor: those that torch has.</summary>
    private const int MaximumDimensions = 64;

    private const string MetadataKey = "__metadata__";

    private readonly string _origin;
    private readonly long _dataLength;

    private SafetensorsHeader(string origin, long dataLength)
    {
        _origin = origin;
        _dataLength = dataLength;
    }

    public Dictionary<string, SafetensorsEntry> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>The strings of <c>__metadata__</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a header.</summary>
    /// <param name="json">The header's bytes, padding included.</param>
    /// <param name="dataLength">The number of bytes that follow it.</param>
    /// <param name="origin">The file or zip entry, for messages.</param>
    /// <exception cref="CorruptModelException">Anything is not as the format has it.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string origin)
    {
        SafetensorsHeader header = new(origin, dataLength);
        // The format says that a header begins with {, though the reference library lets white space pass.
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw header.Fault("the header does not begin with {");
        }

        // Utf8JsonReader checks the encoding of a string only when it is asked for it.
        if (!Utf8.IsValid(json))
        {
            throw header.Fault("the header is not UTF-8");
        }

        try
        {
            header.ReadTensors(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped surrogate without its other half.
            throw header.Fault($"the header is not JSON of the expected form ({exception.Message})", exception);
        }

        header.CheckCoverage();
        return header;
    }

    private void ReadTensors(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 16 });
        reader.Read();
        bool metadataSeen = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            RequireRoom(Tensors.Count, "tensors");
            if (!string.Equals(name, MetadataKey, StringComparison.Ordinal))
            {
                if (!Tensors.TryAdd(name, ReadEntry(ref reader, name)))
                {
                    throw Fault(name, "is listed twice");
                }
            }
            else if (metadataSeen)
            {
                throw Fault($"{MetadataKey} is listed twice");
            }
            else
            {
                metadataSeen = true;
                ReadMetadata(ref reader);
            }
        }

        // Reads on to the end, so that anything but white space after the last brace is found.
        reader.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Fault($"{MetadataKey} is not an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            RequireRoom(Metadata.Count, "strings of metadata");
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Fault($"{MetadataKey} value '{key}' is not a string");
            }

            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw Fault($"{MetadataKey} key '{key}' is listed twice");
            }
        }
    }

    private void RequireRoom(int count, string what)
    {
        if (count >= MaximumEntries)
        {
            throw Fault($"it has more than the {MaximumEntries} {what} that are read");
        }
    }

    private SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Fault(name, "is not described by an object");
        }

        string? typeName = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // A name that is not known needs no string.
            string? key = reader.ValueTextEquals("dtype") ? "dtype"
                : reader.ValueTextEquals("shape") ? "shape"
                : reader.ValueTextEquals("data_offsets") ? "data_offsets"
                : null;
            reader.Read();
            switch (key)
            {
                case "dtype" when typeName is null:
                    typeName = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Fault(name, "has a dtype that is not a string");
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, name, "shape");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, name, "data_offsets");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Fault(name, $"has two fields '{key}'");
                default:
                    // Fields of a later version; the reference reader passes over them too.
                    reader.Skip();
                    break;
            }
        }

        return CreateEntry(
            name,
            typeName ?? throw Fault(name, "has no dtype"),
            shape ?? throw Fault(name, "has no shape"),
            offsets ?? throw Fault(name, "has no data_offsets"));
    }

    private long[] ReadNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Fault(name, $"has a {field} that is not an array");
        }

        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Fault(name, $"has a {field} with something else than integers from 0 to 2^63 - 1");
            }

            if (numbers.Count == MaximumDimensions)
            {
                throw Fault(name, $"has a {field} of more than {MaximumDimensions} numbers");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private SafetensorsEntry CreateEntry(string name, string typeName, long[] shape, long[] offsets)
    {
        if (!SafetensorsTypes.TryParse(typeName, out SafetensorsType type))
        {
            throw Fault(name, $"has the unknown dtype '{typeName}'");
        }

        if (!SafetensorsTypes.TryCount(type, shape, out long elements, out long bytes))
        {
            throw Fault(name, $"has the shape [{string.Join(", ", shape)}], whose size in bytes overflows or is no whole number");
        }

        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > _dataLength)
        {
            throw Fault(name, $"has data_offsets [{string.Join(", ", offsets)}], which are no range within the {_dataLength} bytes of data");
        }

        if (offsets[1] - offsets[0] != bytes)
        {
            throw Fault(
                name, $"takes {offsets[1] - offsets[0]} bytes by its data_offsets, but {bytes} by dtype {typeName} and shape [{string.Join(", ", shape)}]");
        }

        return new SafetensorsEntry(name, type, shape, offsets[0], bytes, elements);
    }

    // The format wants every byte of the data to belong to exactly one tensor.
    private void CheckCoverage()
    {
        long end = 0;
        foreach (SafetensorsEntry entry in Tensors.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset != end)
            {
                throw Fault(entry.Name, entry.Offset < end
                    ? $"begins at byte {entry.Offset}, inside the tensor before it, which ends at {end}"
                    : $"begins at byte {entry.Offset}, but the data before it ends at {end}: the bytes between belong to no tensor");
            }

            end += entry.ByteLength;
        }

        if (end != _dataLength)
        {
            throw Fault($"the tensors end at byte {end} of the data, which has {_dataLength}: the rest belongs to no tensor");
        }
    }

    private CorruptModelException Fault(string tensor, string fault) => Fault($"tensor '{tensor}' {fault}");

    private CorruptModelException Fault(string fault, Exception? inner = null) => new(_origin, fault, inner);
}
