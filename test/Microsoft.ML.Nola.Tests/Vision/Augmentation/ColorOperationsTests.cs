using Microsoft.ML.Nola.Vision.Augmentation;

namespace Microsoft.ML.Nola.Tests.Vision.Augmentation;

/// <summary>Numbers by hand, after the definitions of torchvision's functional transforms of bytes.</summary>
[TestClass]
public sealed class ColorOperationsTests
{
    private delegate void Operation(Span<uint> pixels, float factor);

    [TestMethod]
    [DataRow(0.5f, "50 100 25")]
    [DataRow(1.4f, "140 255 71")]
    [DataRow(0f, "0 0 0")]
    [DataRow(1f, "100 200 51")]
    public void Brightness_multiplies(float factor, string expected) => Check(ColorOperations.AdjustBrightness, factor, expected, 100, 200, 51);

    /// <summary>The gray of (200, 100, 50) is 59.78 + 58.7 + 5.7 = 124.18, cut off.</summary>
    [TestMethod]
    [DataRow(0f, "124 124 124")]
    [DataRow(0.5f, "162 112 87")]
    [DataRow(1f, "200 100 50")]
    [DataRow(2f, "255 76 0")]
    public void Saturation_moves_away_from_gray(float factor, string expected) => Check(ColorOperations.AdjustSaturation, factor, expected, 200, 100, 50);

    /// <summary>Grays 124 and 9, since the weights of a gray sum to 0.9999 and it is cut off: their mean is 66.5.</summary>
    [TestMethod]
    [DataRow(0f, "66 66 66", "66 66 66")]
    [DataRow(0.5f, "133 83 58", "38 38 38")]
    [DataRow(2f, "255 133 33", "0 0 0")]
    public void Contrast_moves_away_from_the_mean(float factor, string first, string second)
    {
        uint[] pixels = [Pixel(200, 100, 50), Pixel(10, 10, 10)];
        ColorOperations.AdjustContrast(pixels, factor);
        Assert.AreEqual((first, second), (Text(pixels[0]), Text(pixels[1])));
    }

    [TestMethod]
    [DataRow(0.5f, "0 255 255", 255, 0, 0)]
    [DataRow(1 / 3f, "0 0 255", 0, 255, 0)]
    [DataRow(-0.5f, "0 0 255", 255, 255, 0)]
    [DataRow(0.5f, "77 77 77", 77, 77, 77)]
    public void Hue_turns_the_circle_of_colours(float factor, string expected, int red, int green, int blue) =>
        Check(ColorOperations.AdjustHue, factor, expected, red, green, blue);

    /// <summary>A third is exact on the circle: red becomes green, green blue, blue red.</summary>
    [TestMethod]
    public void A_third_of_the_circle_moves_each_channel_on()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            (int red, int green, int blue) = (random.Next(256), random.Next(256), random.Next(256));
            uint[] pixels = [Pixel(red, green, blue), Pixel(red, green, blue)];
            ColorOperations.AdjustHue(pixels.AsSpan(0, 1), 1 / 3f);
            ColorOperations.AdjustHue(pixels.AsSpan(1, 1), 0);
            Assert.AreEqual($"{red} {green} {blue}", Text(pixels[1]));
            int[] turned = [.. Text(pixels[0]).Split(' ').Select(int.Parse)];
            Assert.IsLessThanOrEqualTo(1, turned.Zip([blue, red, green], static (a, b) => Math.Abs(a - b)).Max(), $"{red} {green} {blue}");
        }
    }

    [TestMethod]
    public void Gray_has_one_level() => Check(static (pixels, _) => ColorOperations.ToGrayscale(pixels), 0, "124 124 124", 200, 100, 50);

    private static void Check(Operation operation, float factor, string expected, int red, int green, int blue)
    {
        uint[] pixels = [Pixel(red, green, blue)];
        operation(pixels, factor);
        Assert.AreEqual(expected, Text(pixels[0]));
    }

    private static uint Pixel(int red, int green, int blue) => (uint)(red | (green << 8) | (blue << 16)) | 0xFF000000;

    private static string Text(uint pixel) => $"{pixel & 255} {(pixel >> 8) & 255} {(pixel >> 16) & 255}";
}
