using Microsoft.ML.Nola.Vision;
using SkiaSharp;

namespace Microsoft.ML.Nola.Tests.Vision;

[TestClass]
public sealed class ImageDecoderTests
{
    public static IEnumerable<object[]> Names => ImageFixture.Names.Select(static name => new object[] { name });

    /// <summary>JPEG decoders may differ by a few levels; this one is the same library as the reference's, and differs by none.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Pixels_are_those_of_the_reference(string name)
    {
        using PixelBuffer pixels = ImageDecoder.Decode(ImageSource.FromFile(ImageFixture.PathOf(name))).Pixels;
        Assert.AreEqual(ImageFixture.Size(name), (pixels.Height, pixels.Width));
        byte[] expected = ImageFixture.Rgb(name);
        byte[] actual = RgbOf(pixels);
        int largest = expected.Zip(actual, static (a, b) => Math.Abs(a - b)).Max();
        Console.WriteLine($"{name}: largest difference {largest}");
        Assert.IsLessThanOrEqualTo(name.EndsWith(".png", StringComparison.Ordinal) ? 0 : 3, largest);
    }

    [TestMethod]
    public void Bytes_give_the_same_as_their_file()
    {
        string path = ImageFixture.PathOf("exif-rotated.jpg");
        using PixelBuffer pixels = ImageDecoder.Decode(ImageSource.FromBytes(File.ReadAllBytes(path), "row 3")).Pixels;
        using PixelBuffer expected = ImageDecoder.Decode(ImageSource.FromFile(path)).Pixels;
        CollectionAssert.AreEqual(RgbOf(expected), RgbOf(pixels));
    }

    [TestMethod]
    public void Of_16_bits_the_upper_8_are_taken()
    {
        byte[] gray = PngBytes.Write(2, 1, 16, PngBytes.Gray, [[0x12, 0xFF, 0xAB, 0x00]]);
        CollectionAssert.AreEqual(new byte[] { 0x12, 0x12, 0x12, 0xAB, 0xAB, 0xAB }, Decode(gray));
        byte[] rgb = PngBytes.Write(1, 1, 16, PngBytes.Rgb, [[0x01, 0xFE, 0x80, 0x7F, 0xC0, 0x90]]);
        CollectionAssert.AreEqual(new byte[] { 0x01, 0x80, 0xC0 }, Decode(rgb));
    }

    [TestMethod]
    public void Alpha_is_dropped_without_blending()
    {
        byte[] png = PngBytes.Write(3, 1, 8, PngBytes.Rgba, [[200, 100, 50, 0, 201, 101, 51, 1, 202, 102, 52, 255]]);
        CollectionAssert.AreEqual(new byte[] { 200, 100, 50, 201, 101, 51, 202, 102, 52 }, Decode(png));
        byte[] palette = PngBytes.Write(2, 1, 8, PngBytes.Palette, [[1, 0]], ("PLTE", [9, 8, 7, 30, 20, 10]), ("tRNS", [255, 0]));
        CollectionAssert.AreEqual(new byte[] { 30, 20, 10, 9, 8, 7 }, Decode(palette));
    }

    /// <summary>The reference ignores a file's gamma and colour profile.</summary>
    [TestMethod]
    public void Colours_are_taken_as_they_are_stored()
    {
        byte[] png = PngBytes.Write(1, 1, 8, PngBytes.Rgb, [[200, 100, 50]], ("gAMA", [0, 0, 0x27, 0x10]));
        CollectionAssert.AreEqual(new byte[] { 200, 100, 50 }, Decode(png));
    }

    /// <summary>EXIF counts the corner in which the first pixel belongs: https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, tag 274.</summary>
    [TestMethod]
    [DataRow(SKEncodedOrigin.TopLeft, "123456", 3)]
    [DataRow(SKEncodedOrigin.TopRight, "321654", 3)]
    [DataRow(SKEncodedOrigin.BottomRight, "654321", 3)]
    [DataRow(SKEncodedOrigin.BottomLeft, "456123", 3)]
    [DataRow(SKEncodedOrigin.LeftTop, "142536", 2)]
    [DataRow(SKEncodedOrigin.RightTop, "415263", 2)]
    [DataRow(SKEncodedOrigin.RightBottom, "635241", 2)]
    [DataRow(SKEncodedOrigin.LeftBottom, "362514", 2)]
    public void An_image_is_turned_as_EXIF_says(SKEncodedOrigin origin, string expected, int width)
    {
        var stored = new PixelBuffer(3, 2);
        for (int i = 0; i < 6; i++)
        {
            stored.Pixels[i] = (uint)(i + 1);
        }

        using PixelBuffer seen = Orientation.Apply(stored, origin);
        Assert.AreEqual(width, seen.Width);
        Assert.AreEqual(expected, string.Concat(seen.Pixels.ToArray()));
    }

    [TestMethod]
    [DataRow(nameof(PixelLayout.Rgb), false, "10 20 30")]
    [DataRow(nameof(PixelLayout.Rgba), false, "10 20 30")]
    [DataRow(nameof(PixelLayout.Rgba), true, "20 40 60")]
    [DataRow(nameof(PixelLayout.Bgra), false, "30 20 10")]
    [DataRow(nameof(PixelLayout.Bgra), true, "60 40 20")]
    public void Pixels_of_others_are_taken(string layoutName, bool isPremultiplied, string expected)
    {
        PixelLayout layout = Enum.Parse<PixelLayout>(layoutName);
        byte[] pixels = layout == PixelLayout.Rgb ? [10, 20, 30] : [10, 20, 30, 128];
        using PixelBuffer taken = ImageDecoder.Decode(ImageSource.FromPixels(pixels, 1, 1, layout, isPremultiplied, "row 1")).Pixels;
        Assert.AreEqual(expected, string.Join(' ', RgbOf(taken)));
    }

    [TestMethod]
    public void Of_an_animation_the_first_picture_is_taken_and_it_says_so()
    {
        using PixelBuffer one = Check(GifBytes.Write(1), isAnimated: false);
        using PixelBuffer two = Check(GifBytes.Write(2), isAnimated: true);

        static PixelBuffer Check(byte[] gif, bool isAnimated)
        {
            DecodedImage image = ImageDecoder.Decode(ImageSource.FromBytes(gif, "row 1"));
            Assert.AreEqual(isAnimated, image.IsAnimated);
            Assert.AreEqual("40 50 60", string.Join(' ', RgbOf(image.Pixels)));
            return image.Pixels;
        }
    }

    internal static byte[] RgbOf(PixelBuffer pixels)
    {
        var rgb = new byte[3 * pixels.Width * pixels.Height];
        pixels.CopyRgb(rgb);
        return rgb;
    }

    private static byte[] Decode(byte[] content)
    {
        using PixelBuffer pixels = ImageDecoder.Decode(ImageSource.FromBytes(content, "row 1")).Pixels;
        return RgbOf(pixels);
    }
}
