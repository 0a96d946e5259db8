using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Nola.Testing;

/// <summary>Random tensors of a tiny backbone, and the file that holds them.</summary>
/// <param name="seed">The seed of the weights.</param>
internal sealed class TinyTensors(int seed)
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, (int[] Shape, float[] Values)> _tensors = new(StringComparer.Ordinal);

    public void AddLinear(string name, int inputs, int outputs)
    {
        Add(name + ".weight", outputs, inputs);
        Add(name + ".bias", outputs);
    }

    public void AddNorm(string name, int size)
    {
        _tensors.Add(name + ".weight", ([size], [.. Enumerable.Repeat(1f, size)]));
        _tensors.Add(name + ".bias", ([size], new float[size]));
    }

    public void Add(string name, params int[] shape)
    {
        float[] values = new float[shape.Aggregate(1, (product, size) => product * size)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((_random.NextDouble() - 0.5) * 0.4);
        }

        _tensors.Add(name, (shape, values));
    }

    /// <summary>The format: the header's length in 8 bytes, the header as JSON, the tensors one after another.</summary>
    public byte[] ToSafetensors()
    {
        var header = new Dictionary<string, object>();
        using var data = new MemoryStream();
        foreach ((string name, (int[] shape, float[] values)) in _tensors)
        {
            long start = data.Length;
            data.Write(MemoryMarshal.AsBytes<float>(values));
            header.Add(name, new { dtype = "F32", shape, data_offsets = new[] { start, data.Length } });
        }

        byte[] json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        byte[] length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data.ToArray()];
    }
}
