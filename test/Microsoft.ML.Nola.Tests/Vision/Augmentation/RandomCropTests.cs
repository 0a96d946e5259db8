using Microsoft.ML.Nola.Vision.Augmentation;
using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Tests.Vision.Augmentation;

[TestClass]
public sealed class RandomCropTests
{
    [TestMethod]
    [DataRow(1000, 1000)]
    [DataRow(1600, 900)]
    [DataRow(900, 1600)]
    public void Parts_have_the_shares_and_ratios_that_are_set(int width, int height)
    {
        var options = new ImageAugmentationOptions();
        PixelWindow[] parts = [.. Enumerable.Range(0, 4000).Select(row => RandomCrop.Draw(width, height, options, new(7, 1, row)))];
        double[] shares = [.. parts.Select(part => (double)part.Width * part.Height / (width * height))];
        Assert.IsTrue(Array.TrueForAll(shares, static share => share is > 0.198 and <= 1));
        Assert.IsLessThan(0.21, shares.Min());
        Assert.IsTrue(Array.TrueForAll(parts, static part => (double)part.Width / part.Height is > 0.745 and < 1.34));
        Assert.IsTrue(Array.TrueForAll(parts, part => part.X >= 0 && part.Y >= 0 && part.X + part.Width <= width && part.Y + part.Height <= height));

        // Places are uniform: what is left over on the left is half of what is left over, within five standard errors.
        double[] places = [.. parts.Where(part => part.Width < width).Select(part => part.X / (double)(width - part.Width))];
        Assert.AreEqual(0.5, places.Average(), 5 * Math.Sqrt(1.0 / 12 / places.Length));
    }

    /// <summary>Where nothing fits in ten attempts, it is the largest part in the middle whose ratio is in range.</summary>
    [TestMethod]
    [DataRow(400, 4, 197, 0, 5, 4)]
    [DataRow(4, 400, 0, 197, 4, 5)]
    [DataRow(1, 1, 0, 0, 1, 1)]
    public void A_very_long_image_is_cut_in_its_middle(int width, int height, int x, int y, int w, int h)
    {
        var options = new ImageAugmentationOptions { MinScale = 0.9 };
        Assert.AreEqual(new PixelWindow(x, y, w, h), RandomCrop.Draw(width, height, options, new(7, 1, 3)));
    }

    [TestMethod]
    public void An_image_of_any_size_has_a_part()
    {
        var options = new ImageAugmentationOptions { MinScale = 1e-9, MinRatio = 0.01, MaxRatio = 100 };
        for (int i = 0; i < 2000; i++)
        {
            (int width, int height) = (1 + (i % 7), 1 + (i % 11));
            PixelWindow part = RandomCrop.Draw(width, height, options, new(1, 1, i));
            Assert.IsTrue(part.Width >= 1 && part.Height >= 1 && part.X >= 0 && part.Y >= 0 && part.X + part.Width <= width && part.Y + part.Height <= height, $"{part}");
        }
    }
}
