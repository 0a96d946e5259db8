using SkiaSharp;

namespace Microsoft.ML.Nola.Vision;

/// <summary>How large an image may be. All limits are checked before memory is taken for what a header claims.</summary>
internal static class DecodingLimits
{
    /// <summary>The most pixels: photographs of 108 megapixels are below it. Decoding takes four bytes for each.</summary>
    public const int Pixels = 1 << 27;

    /// <summary>The longest file, in bytes.</summary>
    public const int FileLength = 1 << 28;

    /// <summary>
    /// The most pixels that a byte of such a file can stand for; 0 if there is no bound. Deflate makes at most 1,032 bytes of one, and a byte holds at most
    /// eight pixels; JPEG, GIF (4,096 pixels for 12 bits) and BMP stay below that. In WebP a plain area of any size takes next to nothing.
    /// </summary>
    public static int PixelsPerByte(SKEncodedImageFormat format) =>
        format == SKEncodedImageFormat.Webp ? 0 : 8 * 1032;
}
