using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Checkpoints;

namespace Nola.Testing;

/// <summary>Reference tensors in a safetensors file.</summary>
public sealed class Fixture(string path) : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(path);

    public static Fixture Shared(params string[] parts) => new(Repository.Shared(["fixtures", .. parts]));

    public int[] Shape(string name) => [.. _file.Get(name).Shape.Select(static size => (int)size)];

    public bool Has(string name) => _file.Tensors.ContainsKey(name);

    public float[] Singles(string name)
    {
        SafetensorsEntry entry = _file.Get(name);
        var values = new float[entry.ElementCount];
        _file.ReadSingles(entry, values);
        return values;
    }

    public double[] Doubles(string name) => Read<double>(name, SafetensorsType.F64);

    public int[] Ints(string name) => [.. Read<long>(name, SafetensorsType.I64).Select(static value => (int)value)];

    public byte[] Bytes(string name) => Read<byte>(name, SafetensorsType.U8);

    public sbyte[] SignedBytes(string name) => Read<sbyte>(name, SafetensorsType.I8);

    public void Dispose() => _file.Dispose();

    private T[] Read<T>(string name, SafetensorsType type)
        where T : unmanaged
    {
        SafetensorsEntry entry = _file.Get(name);
        Assert.AreEqual(type, entry.Type, name);
        var values = new T[entry.ElementCount];
        _file.Read(entry, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
