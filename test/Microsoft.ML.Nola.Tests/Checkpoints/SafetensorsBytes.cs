using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Nola.Tests.Checkpoints;

/// <summary>Safetensors content put together by hand, right or wrong.</summary>
internal static class SafetensorsBytes
{
    public static byte[] Create(string header, int dataLength = 0) => Create(Encoding.UTF8.GetBytes(header), new byte[dataLength]);

    public static byte[] Create(ReadOnlySpan<byte> header, ReadOnlySpan<byte> data, ulong? claimedLength = null)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, claimedLength ?? (ulong)header.Length);
        return [.. length, .. header, .. data];
    }
}
