using Microsoft.ML.Nola.Vision;
using SkiaSharp;

namespace Nola.Plots.Tests;

/// <summary>The engine is built against the SkiaSharp of ML.NET's ImageAnalytics. A program with plots has that of ScottPlot, and decodes with it.</summary>
[TestClass]
public sealed class ImageDecodingTests
{
    [TestMethod]
    [DataRow(SKEncodedImageFormat.Png, 0)]
    [DataRow(SKEncodedImageFormat.Jpeg, 6)]
    [DataRow(SKEncodedImageFormat.Webp, 6)]
    public void Images_are_decoded_by_the_SkiaSharp_of_plots(SKEncodedImageFormat format, int allowed)
    {
        Assert.AreEqual(3, typeof(SKCodec).Assembly.GetName().Version?.Major);
        using var bitmap = new SKBitmap(9, 7);
        bitmap.Erase(new SKColor(200, 100, 50));
        using SKData data = bitmap.Encode(format, 100);
        using PixelBuffer pixels = ImageDecoder.Decode(ImageSource.FromBytes(data.ToArray(), "row 1")).Pixels;
        Assert.AreEqual((9, 7), (pixels.Width, pixels.Height));
        var rgb = new byte[3 * 9 * 7];
        pixels.CopyRgb(rgb);
        Assert.IsLessThanOrEqualTo(allowed, rgb.Select(static (level, i) => Math.Abs(level - (i % 3) switch { 0 => 200, 1 => 100, _ => 50 })).Max());
    }

    [TestMethod]
    public void A_picture_that_is_cut_off_is_refused_by_it_too()
    {
        using var bitmap = new SKBitmap(90, 70);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        byte[] png = data.ToArray();
        Assert.Throws<Microsoft.ML.Nola.BadImageException>(() => ImageDecoder.Decode(ImageSource.FromBytes(png.AsMemory(0, png.Length - 30), "row 1")));
    }
}
