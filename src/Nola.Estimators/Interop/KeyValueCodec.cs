using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola.Interop;

/// <summary>Writes a vector of any primitive type with its type, in the encoding of ML.NET's own binary files.</summary>
internal static class KeyValueCodec
{
    public static byte[] Write<T>(IHostEnvironment environment, VectorDataViewType type, ref VBuffer<T> values)
    {
        using var stream = new MemoryStream();
        return new BinarySaver(environment, new BinarySaver.Arguments()).TryWriteTypeAndValue(stream, type, ref values, out _)
            ? stream.ToArray()
            : throw new NotSupportedException($"Key values of type {type.ItemType} cannot be saved.");
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Whatever ML.NET throws at damaged bytes passes through.</summary>
    public static bool TryRead(IHostEnvironment environment, byte[] bytes, out DataViewType? type, out object? values)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return new BinarySaver(environment, new BinarySaver.Arguments()).TryLoadTypeAndValue(stream, out type, out values) && stream.Position == stream.Length;
    }
}
