using SkiaSharp;

namespace Microsoft.ML.Nola.Vision;

/// <summary>Turns and mirrors an image, as the camera noted in its EXIF data.</summary>
internal static class Orientation
{
    /// <summary>Turns an image as it is to be looked at.</summary>
    /// <param name="stored">The image as stored. It is disposed if another one is returned.</param>
    /// <param name="origin">Which corner of what one sees the first stored pixel is.</param>
    public static PixelBuffer Apply(PixelBuffer stored, SKEncodedOrigin origin)
    {
        if (origin is <= SKEncodedOrigin.TopLeft or > SKEncodedOrigin.LeftBottom)
        {
            return stored;
        }

        // Seen: rows and columns are swapped or not, and then each counted from one end or the other.
        bool isSwapped = origin >= SKEncodedOrigin.LeftTop;
        bool fromRight = origin is SKEncodedOrigin.TopRight or SKEncodedOrigin.BottomRight or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom;
        bool fromBottom = origin is SKEncodedOrigin.BottomRight or SKEncodedOrigin.BottomLeft or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var seen = isSwapped ? new PixelBuffer(stored.Height, stored.Width) : new PixelBuffer(stored.Width, stored.Height);
        ReadOnlySpan<uint> from = stored.Pixels;
        Span<uint> to = seen.Pixels;
        for (int y = 0; y < seen.Height; y++)
        {
            int row = fromBottom ? seen.Height - 1 - y : y;
            for (int x = 0; x < seen.Width; x++)
            {
                int column = fromRight ? seen.Width - 1 - x : x;
                to[(y * seen.Width) + x] = isSwapped ? from[(column * stored.Width) + row] : from[(row * stored.Width) + column];
            }
        }

        stored.Dispose();
        return seen;
    }
}
