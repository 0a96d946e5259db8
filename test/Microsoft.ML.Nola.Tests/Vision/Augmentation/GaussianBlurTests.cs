using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Augmentation;

namespace Microsoft.ML.Nola.Tests.Vision.Augmentation;

[TestClass]
public sealed class GaussianBlurTests
{
    /// <summary>Against the definition, in double precision: a bell over both directions at once, mirrored without the edge pixel, rounded once.</summary>
    [TestMethod]
    [DataRow(20, 13, 13, 2.0)]
    [DataRow(16, 16, 5, 0.7)]
    [DataRow(7, 30, 13, 1.3)]
    [DataRow(9, 9, 1, 1.0)]
    public void It_is_the_bell(int width, int height, int kernelSize, double sigma)
    {
        using PixelBuffer image = ImageResizerTests.Noise(width, height);
        byte[] before = image.Bytes.ToArray();
        GaussianBlur.Apply(image, kernelSize, sigma);
        int radius = kernelSize / 2;
        double[] bell = [.. Enumerable.Range(-radius, kernelSize).Select(x => Math.Exp(-x * x / (2 * sigma * sigma)))];
        double total = bell.Sum();
        int off = 0;
        for (int i = 0; i < width * height * 4; i++)
        {
            if (i % 4 == 3)
            {
                continue;
            }

            double sum = 0;
            for (int dy = -radius; dy <= radius; dy++)
            {
                for (int dx = -radius; dx <= radius; dx++)
                {
                    int x = Mirror((i / 4 % width) + dx, width);
                    int y = Mirror((i / 4 / width) + dy, height);
                    sum += bell[dx + radius] * bell[dy + radius] / (total * total) * before[(((y * width) + x) * 4) + (i % 4)];
                }
            }

            Assert.AreEqual(sum, image.Bytes[i], 0.501);
            off += Math.Round(sum) == image.Bytes[i] ? 0 : 1;
        }

        Assert.IsLessThanOrEqualTo(1, off, "only a sum next to a half may be rounded the other way");
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 40)]
    [DataRow(40, 2)]
    public void A_plain_image_stays_however_small(int width, int height)
    {
        using var image = new PixelBuffer(width, height);
        image.Pixels.Fill(0x00FF7F01);
        GaussianBlur.Apply(image, 63, 100);
        foreach (uint pixel in image.Pixels)
        {
            Assert.AreEqual(0x00FF7F01u, pixel);
        }
    }

    private static int Mirror(int at, int size) => at < 0 ? -at : at >= size ? (2 * size) - 2 - at : at;
}
