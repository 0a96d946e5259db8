using System.Buffers;
using SkiaSharp;

namespace Microsoft.ML.Nola.Vision;

/// <summary>
/// Images to pixels, by SkiaSharp. It calls only what SkiaSharp 2.88 and 3.119 both have in one binary form: ML.NET's ImageAnalytics needs the one and ScottPlot
/// the other, and a program has either.
/// </summary>
internal static class ImageDecoder
{
    /// <summary>
    /// Decodes an image: turned as its EXIF data say, alpha dropped without blending, colours as they are stored (colour profiles are not applied), of 16 bits
    /// the upper 8, of an animation the first picture.
    /// </summary>
    /// <exception cref="BadImageException">It cannot be read, is damaged, cut off or too large, or is no picture.</exception>
    public static DecodedImage Decode(in ImageSource source)
    {
        if (source.IsPixels)
        {
            return new(RawPixels.Read(source), IsAnimated: false);
        }

        if (!source.IsFile)
        {
            return Decode(source.Content, source.Name);
        }

        (byte[] rented, int length) = ImageFile.Rent(source.Name);
        try
        {
            return Decode(rented.AsMemory(0, length), source.Name);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static DecodedImage Decode(ReadOnlyMemory<byte> content, string name)
    {
        if (content.IsEmpty)
        {
            throw new BadImageException(name, "it is empty. Copy it again, or leave it out.");
        }

        using MemoryHandle pinned = content.Pin();
        try
        {
            return Decode(pinned, content, name);
        }
        catch (Exception exception) when (exception is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw new NolaCompatibilityException(
                $"The native library of SkiaSharp, which decodes images, cannot be loaded: {exception.GetBaseException().Message} "
                + "Reference the package SkiaSharp.NativeAssets of this system, in the version of SkiaSharp.", exception);
        }
    }

    private static DecodedImage Decode(MemoryHandle pinned, ReadOnlyMemory<byte> content, string name)
    {
        using SKData data = DataOver(pinned, content.Length);
        using var stream = new SKMemoryStream(data);
        using SKCodec? codec = SKCodec.Create(stream, out SKCodecResult result);
        if (codec is null)
        {
            throw ImageFaults.NoPicture(name, content.Span, result);
        }

        Check(codec, content.Length, name);
        SKEncodedOrigin origin = codec.EncodedOrigin;
        bool isAnimated = codec.FrameCount > 1;
        var pixels = new PixelBuffer(codec.Info.Width, codec.Info.Height);
        try
        {
            ReadPixels(codec, pixels, name);
            return new(Orientation.Apply(pixels, origin), isAnimated);
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private static unsafe SKData DataOver(MemoryHandle pinned, int length) => SKData.Create((nint)pinned.Pointer, length);

    private static void Check(SKCodec codec, int length, string name)
    {
        SKEncodedImageFormat format = codec.EncodedFormat;
        if (format is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif
            or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Ico))
        {
            throw ImageFaults.OtherFormat(name);
        }

        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        long count = (long)width * height;
        if (count is < 1 or > DecodingLimits.Pixels)
        {
            throw ImageFaults.Size(name, width, height);
        }

        if (DecodingLimits.PixelsPerByte(format) is > 0 and int most && count > (long)most * length)
        {
            throw ImageFaults.TooShort(name, width, height, length);
        }
    }

    private static unsafe void ReadPixels(SKCodec codec, PixelBuffer pixels, string name)
    {
        SKImageInfo stored = codec.Info;
        SKAlphaType alpha = stored.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var wanted = new SKImageInfo(stored.Width, stored.Height, SKColorType.Rgba8888, alpha);
        SKCodecResult result;
        fixed (uint* target = pixels.Pixels)
        {
            result = codec.GetPixels(wanted, (nint)target);
        }

        if (result != SKCodecResult.Success)
        {
            throw ImageFaults.Damaged(name, result);
        }
    }
}
