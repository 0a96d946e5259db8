using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Nola.Testing;

/// <summary>Writes small GGUF files, by the format's description and by nothing of the library.</summary>
public sealed class GgufWriter
{
    private readonly List<(string Key, byte[] Value)> _keys = [];
    private readonly List<(string Name, long[] Dimensions, uint Type, byte[] Content)> _tensors = [];

    public uint Version { get; set; } = 3;

    /// <summary>Tensors begin at multiples of this.</summary>
    public int Alignment { get; set; } = 32;

    /// <summary>The bytes before the tensors' numbers, once the file was written.</summary>
    public int HeaderLength { get; private set; }

    public GgufWriter Add(string key, string value) => AddRaw(key, 8, Text(value));

    public GgufWriter Add(string key, uint value) => AddRaw(key, 4, Bytes(value));

    public GgufWriter Add(string key, float value) => AddRaw(key, 6, Bytes(value));

    public GgufWriter Add(string key, bool value) => AddRaw(key, 7, [value ? (byte)1 : (byte)0]);

    public GgufWriter Add(string key, string[] values) => AddArray(key, 8, values.Length, [.. values.SelectMany(Text)]);

    public GgufWriter Add(string key, int[] values) => AddArray(key, 5, values.Length, MemoryMarshal.AsBytes<int>(values).ToArray());

    public GgufWriter Add(string key, float[] values) => AddArray(key, 6, values.Length, MemoryMarshal.AsBytes<float>(values).ToArray());

    public GgufWriter AddArray(string key, uint type, long count, byte[] elements) => AddRaw(key, 9, [.. Bytes(type), .. Bytes(count), .. elements]);

    /// <summary>Adds a value of any kind.</summary>
    public GgufWriter AddRaw(string key, uint type, byte[] value)
    {
        _keys.Add((key, [.. Bytes(type), .. value]));
        return this;
    }

    /// <summary>Takes a key away again.</summary>
    public GgufWriter Remove(string key)
    {
        _keys.RemoveAll(pair => pair.Key == key);
        return this;
    }

    /// <summary>Adds a tensor of F32.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="values">Its numbers, row by row.</param>
    /// <param name="shape">Its dimensions, slowest first.</param>
    public GgufWriter AddTensor(string name, float[] values, params long[] shape) =>
        AddTensor(name, 0, MemoryMarshal.AsBytes<float>(values).ToArray(), shape);

    /// <summary>Adds a tensor of any type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The number of its type.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="shape">Its dimensions, slowest first; the file has them the other way round.</param>
    public GgufWriter AddTensor(string name, uint type, byte[] content, params long[] shape)
    {
        _tensors.Add((name, [.. shape.Reverse()], type, content));
        return this;
    }

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        stream.Write("GGUF"u8);
        stream.Write(Bytes(Version));
        stream.Write(Bytes((long)_tensors.Count));
        stream.Write(Bytes((long)_keys.Count));
        foreach ((string key, byte[] value) in _keys)
        {
            stream.Write(Text(key));
            stream.Write(value);
        }

        long offset = 0;
        foreach ((string name, long[] dimensions, uint type, byte[] content) in _tensors)
        {
            stream.Write(Text(name));
            stream.Write(Bytes((uint)dimensions.Length));
            stream.Write(MemoryMarshal.AsBytes<long>(dimensions));
            stream.Write(Bytes(type));
            stream.Write(Bytes(offset));
            offset += Align(content.Length);
        }

        HeaderLength = (int)stream.Length;
        stream.SetLength(Align(stream.Length));
        stream.Position = stream.Length;
        foreach ((string _, long[] _, uint _, byte[] content) in _tensors)
        {
            stream.Write(content);
            stream.SetLength(stream.Length + Align(content.Length) - content.Length);
            stream.Position = stream.Length;
        }

        return stream.ToArray();
    }

    public string Write(string path)
    {
        File.WriteAllBytes(path, ToBytes());
        return path;
    }

    private long Align(long length) => (length + Alignment - 1) / Alignment * Alignment;

    private static byte[] Text(string text) => [.. Bytes((long)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(long value)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Bytes(float value) => Bytes(BitConverter.SingleToUInt32Bits(value));
}
