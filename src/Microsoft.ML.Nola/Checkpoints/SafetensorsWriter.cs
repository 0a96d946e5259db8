using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// Collects tensors and writes them in the safetensors format. Tensors and metadata are written in ordinal order of their names, so equal content gives equal
/// bytes whatever the order of adding.
/// </summary>
internal sealed class SafetensorsWriter
{
    private const int Alignment = 8;

    private readonly SortedDictionary<string, (SafetensorsType Type, long[] Shape, ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<float> Singles)> _tensors =
        new(StringComparer.Ordinal);

    /// <summary>Gets the strings that go under <c>__metadata__</c>; nothing is written if there are none.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a float32 tensor. Its memory is read when the file is written.</summary>
    /// <exception cref="ArgumentException">The name is taken, or shape and number of values differ.</exception>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values) =>
        Add(name, SafetensorsType.F32, shape, (long)values.Length * sizeof(float), default, values);

    /// <summary>Adds a tensor of any type by its little-endian bytes. Its memory is read when the file is written.</summary>
    /// <exception cref="ArgumentException">The name is taken, or shape and number of bytes differ.</exception>
    public void Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes) =>
        Add(name, type, shape, bytes.Length, bytes, default);

    /// <summary>Writes the file to a stream, which stays open.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArrayBufferWriter<byte> header = CreateHeader();
        // Spaces after the JSON, so that the data begins at a multiple of eight.
        int padding = (Alignment - (header.WrittenCount % Alignment)) % Alignment;
        header.GetSpan(padding)[..padding].Fill((byte)' ');
        header.Advance(padding);

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.WrittenCount);
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        foreach (var tensor in _tensors.Values)
        {
            stream.Write(tensor.Bytes.Span);
            WriteSingles(stream, tensor.Singles.Span);
        }
    }

    /// <summary>Writes the file whole or not at all (<see cref="AtomicFile"/>).</summary>
    public void Save(string path) => AtomicFile.Write(path, Write);

    private void Add(string name, SafetensorsType type, ReadOnlySpan<long> shape, long given, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<float> singles)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!SafetensorsTypes.TryCount(type, shape, out _, out long wanted) || wanted != given)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has {given} bytes, which is not what {type.Name()} [{string.Join(", ", shape.ToArray())}] takes.", nameof(shape));
        }

        if (string.Equals(name, "__metadata__", StringComparison.Ordinal) || !_tensors.TryAdd(name, (type, shape.ToArray(), bytes, singles)))
        {
            throw new ArgumentException($"The name '{name}' is taken.", nameof(name));
        }
    }

    private ArrayBufferWriter<byte> CreateHeader()
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        if (Metadata.Count > 0)
        {
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in Metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        long offset = 0;
        foreach ((string name, var tensor) in _tensors)
        {
            json.WriteStartObject(name);
            json.WriteString("dtype", tensor.Type.Name());
            WriteNumbers(json, "shape", tensor.Shape);
            long end = offset + tensor.Bytes.Length + ((long)tensor.Singles.Length * sizeof(float));
            WriteNumbers(json, "data_offsets", [offset, end]);
            json.WriteEndObject();
            offset = end;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteSingles(Stream stream, ReadOnlySpan<float> values)
    {
        // In slices: the bytes of a large tensor do not fit the length of one span.
        const int Slice = 1 << 20;
        for (; !values.IsEmpty; values = values[Math.Min(Slice, values.Length)..])
        {
            stream.Write(MemoryMarshal.AsBytes(values[..Math.Min(Slice, values.Length)]));
        }
    }
}
