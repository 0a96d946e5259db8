using System.Buffers;

namespace Microsoft.ML.Nola.Tests.Models.Images;

/// <summary>The bytes of an image file that say when somebody begins to read them, which is when the image is decoded.</summary>
internal sealed class WatchedMemory(byte[] bytes, Action onRead) : MemoryManager<byte>
{
    public override Span<byte> GetSpan()
    {
        onRead();
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        onRead();
        return bytes.AsMemory(elementIndex).Pin();
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
