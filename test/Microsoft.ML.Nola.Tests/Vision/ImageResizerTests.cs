using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Tests.Vision;

[TestClass]
public sealed class ImageResizerTests
{
    /// <summary>A part of the result is that part of the whole result, whichever direction comes first.</summary>
    [TestMethod]
    [DataRow(nameof(Resample.Bicubic), 30, 20, 17, 23)]
    [DataRow(nameof(Resample.Bilinear), 20, 30, 50, 31)]
    [DataRow(nameof(Resample.Lanczos), 9, 40, 40, 9)]
    [DataRow(nameof(Resample.Nearest), 13, 7, 20, 3)]
    [DataRow(nameof(Resample.Box), 16, 16, 16, 5)]
    [DataRow(nameof(Resample.Hamming), 16, 16, 5, 16)]
    public void A_part_is_that_of_the_whole(string filterName, int width, int height, int toWidth, int toHeight)
    {
        Resample filter = Enum.Parse<Resample>(filterName);
        using PixelBuffer image = Noise(width, height);
        using PixelBuffer whole = ImageResizer.Resize(image.View, toWidth, toHeight, new(0, 0, toWidth, toHeight), filter);
        using PixelBuffer part = ImageResizer.Resize(image.View, toWidth, toHeight, new(2, 1, toWidth - 3, toHeight - 2), filter);
        for (int y = 0; y < part.Height; y++)
        {
            CollectionAssert.AreEqual(whole.View.Row(y + 1).Slice(2, part.Width).ToArray(), part.View.Row(y).ToArray());
        }
    }

    /// <summary>In integers, one direction: (1, 3, 5, 7) with a box of two is (2, 6), and each pixel twice if it grows.</summary>
    [TestMethod]
    public void Means_and_copies_are_right()
    {
        using var row = new PixelBuffer(4, 1);
        new uint[] { 0x010101, 0x030303, 0x050505, 0x070707 }.CopyTo(row.Pixels);
        using PixelBuffer half = ImageResizer.Resize(row.View, 2, 1, new(0, 0, 2, 1), Resample.Box);
        CollectionAssert.AreEqual(new uint[] { 0x020202, 0x060606 }, half.Pixels.ToArray());
        using PixelBuffer twice = ImageResizer.Resize(row.View, 8, 1, new(0, 0, 8, 1), Resample.Nearest);
        CollectionAssert.AreEqual(
            new uint[] { 0x010101, 0x010101, 0x030303, 0x030303, 0x050505, 0x050505, 0x070707, 0x070707 }, twice.Pixels.ToArray());
    }

    /// <summary>A cubic and a sine exceed what they lie between: that is clipped, not carried into the next colour.</summary>
    [TestMethod]
    [DataRow(nameof(Resample.Bicubic))]
    [DataRow(nameof(Resample.Lanczos))]
    public void What_exceeds_a_byte_is_clipped(string filterName)
    {
        Resample filter = Enum.Parse<Resample>(filterName);
        using var edge = new PixelBuffer(8, 8);
        for (int i = 0; i < 64; i++)
        {
            edge.Pixels[i] = i % 8 < 4 ? 0u : 0x00FF00u;
        }

        using PixelBuffer larger = ImageResizer.Resize(edge.View, 20, 20, new(0, 0, 20, 20), filter);
        foreach (uint pixel in larger.Pixels)
        {
            Assert.AreEqual(0u, pixel & 0xFF00FF);
        }

        Assert.AreEqual(0u, larger.Pixels[0]);
        Assert.AreEqual(0x00FF00u, larger.Pixels[19]);
    }

    internal static PixelBuffer Noise(int width, int height, int seed = 1)
    {
        var image = new PixelBuffer(width, height);
        new Random(seed).NextBytes(image.Bytes);
        return image;
    }
}
