using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Vision;

/// <summary>Memory for an image: red, green, blue and a byte that means nothing for each pixel. Small ones are used again and again.</summary>
internal sealed class PixelBuffer : IDisposable
{
    // What is larger would stay with the pool for long.
    private const int LargestPooled = 1 << 22;

    private uint[]? _pixels;

    /// <summary>Takes memory, which holds anything.</summary>
    /// <param name="width">The pixels of a row, at least 1.</param>
    /// <param name="height">The number of rows, at least 1.</param>
    public PixelBuffer(int width, int height)
    {
        int count = checked(width * height);
        Width = width;
        Height = height;
        _pixels = count <= LargestPooled ? ArrayPool<uint>.Shared.Rent(count) : GC.AllocateUninitializedArray<uint>(count);
    }

    /// <summary>Gets the pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Height { get; }

    /// <summary>Gets the pixels, row by row.</summary>
    public Span<uint> Pixels => _pixels.AsSpan(0, Width * Height);

    /// <summary>Gets the same as bytes, four a pixel.</summary>
    public Span<byte> Bytes => MemoryMarshal.AsBytes(Pixels);

    /// <summary>Gets the same as rows.</summary>
    public PixelView View => new(Pixels, Width, Height);

    /// <summary>Copies red, green and blue: three bytes a pixel.</summary>
    public void CopyRgb(Span<byte> target)
    {
        ReadOnlySpan<byte> bytes = Bytes;
        for (int i = 0; i < Width * Height; i++)
        {
            bytes.Slice(4 * i, 3).CopyTo(target[(3 * i)..]);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { Length: <= 2 * LargestPooled } pixels && Width * Height <= LargestPooled)
        {
            ArrayPool<uint>.Shared.Return(pixels);
        }
    }
}
