namespace Microsoft.ML.Nola.Vision;

/// <summary>Pixels that somebody else decoded.</summary>
internal static class RawPixels
{
    /// <summary>Copies pixels into memory of their own.</summary>
    /// <exception cref="BadImageException">There are too many.</exception>
    public static PixelBuffer Read(in ImageSource source)
    {
        if ((long)source.Width * source.Height > DecodingLimits.Pixels)
        {
            throw ImageFaults.Size(source.Name, source.Width, source.Height);
        }

        var pixels = new PixelBuffer(source.Width, source.Height);
        ReadOnlySpan<byte> from = source.Content.Span;
        Span<byte> to = pixels.Bytes;
        if (source.Layout == PixelLayout.Rgba && !source.IsPremultiplied)
        {
            from.CopyTo(to);
            return pixels;
        }

        int size = source.Layout == PixelLayout.Rgb ? 3 : 4;
        int red = source.Layout == PixelLayout.Bgra ? 2 : 0;
        bool divides = source.IsPremultiplied && size == 4;
        for (int i = 0, j = 0; i < from.Length; i += size, j += 4)
        {
            (byte r, byte g, byte b) = (from[i + red], from[i + 1], from[i + 2 - red]);
            if (divides && from[i + 3] is > 0 and < 255 and byte alpha)
            {
                (r, g, b) = (Divide(r, alpha), Divide(g, alpha), Divide(b, alpha));
            }

            (to[j], to[j + 1], to[j + 2], to[j + 3]) = (r, g, b, 255);
        }

        return pixels;
    }

    private static byte Divide(byte value, byte alpha) => (byte)Math.Min(255, ((value * 255) + (alpha / 2)) / alpha);
}
