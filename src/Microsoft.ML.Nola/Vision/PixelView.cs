using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Vision;

/// <summary>An image, or a rectangle of one, in memory: four bytes a pixel, of which the last means nothing.</summary>
internal readonly ref struct PixelView
{
    private readonly Span<uint> _pixels;
    private readonly int _stride;

    public PixelView(Span<uint> pixels, int width, int height)
        : this(pixels, width, height, width)
    {
    }

    private PixelView(Span<uint> pixels, int width, int height, int stride)
    {
        _pixels = pixels;
        _stride = stride;
        Width = width;
        Height = height;
    }

    /// <summary>Gets the pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Height { get; }

    /// <summary>The pixels of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<uint> Row(int y) => _pixels.Slice(y * _stride, Width);

    /// <summary>A rectangle of this one.</summary>
    public PixelView Crop(int x, int y, int width, int height) =>
        new(_pixels.Slice((y * _stride) + x, ((height - 1) * _stride) + width), width, height, _stride);
}
