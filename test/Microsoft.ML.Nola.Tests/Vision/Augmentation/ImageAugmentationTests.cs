using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Augmentation;
using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Tests.Vision.Augmentation;

[TestClass]
public sealed class ImageAugmentationTests
{
    private static readonly ImageProcessorSettings Settings =
        new() { Height = 24, Width = 24, Filter = Resample.Bicubic, RescaleFactor = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };

    [TestMethod]
    public void Each_draw_has_its_own_numbers_and_no_other_has_a_say()
    {
        var augmentation = new ImageAugmentation(new ImageAugmentationOptions());
        ImageDraw[] draws = [new(1, 1, 1), new(2, 1, 1), new(1, 2, 1), new(1, 1, 2), new(-1, 1, 1), new(1, 1, 500_000)];
        string[] first = [.. draws.Select(draw => Text(augmentation, draw))];
        Assert.HasCount(draws.Length, first.Distinct().ToArray());
        var again = new string[draws.Length];
        Parallel.For(0, draws.Length, i => again[^(i + 1)] = Text(augmentation, draws[^(i + 1)]));
        CollectionAssert.AreEqual(first, again);
    }

    [TestMethod]
    public void With_everything_off_an_image_is_as_for_scoring()
    {
        using PixelBuffer image = ImageResizerTests.Noise(30, 40);
        using PixelBuffer expected = ImageFraming.Apply(image, Settings);
        for (int row = 0; row < 50; row++)
        {
            using PixelBuffer actual = new ImageAugmentation(Off()).Apply(image, Settings, new(1, 1, row));
            CollectionAssert.AreEqual(ImageDecoderTests.RgbOf(expected), ImageDecoderTests.RgbOf(actual));
        }
    }

    [TestMethod]
    public void Options_are_copied()
    {
        ImageAugmentationOptions options = Off();
        var augmentation = new ImageAugmentation(options);
        string before = Text(augmentation, new(1, 1, 1));
        options.HorizontalFlipProbability = 1;
        options.GrayscaleProbability = 1;
        Assert.AreEqual(before, Text(augmentation, new(1, 1, 1)));
    }

    /// <summary>What is switched off draws its numbers all the same, so the others stay.</summary>
    [TestMethod]
    public void Switching_one_off_leaves_the_others_as_they_are()
    {
        ImageAugmentationOptions with = Off(), without = Off();
        with.RandomResizedCrop = without.RandomResizedCrop = true;
        with.HorizontalFlipProbability = without.HorizontalFlipProbability = 0.5;
        with.GaussianBlurProbability = 0.5;
        int same = Enumerable.Range(0, 200).Count(row => Text(new(with), new(1, 1, row)) == Text(new(without), new(1, 1, row)));
        Assert.AreEqual(100, same, 36, "half of the images are not blurred, and equal");
    }

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(0.2)]
    [DataRow(1.0)]
    public void Each_happens_as_often_as_it_should(double probability)
    {
        const int Rows = 600;
        double allowed = 5 * Math.Sqrt(Rows * probability * (1 - probability));
        string plain = Text(new(Off()), default);
        foreach (Action<ImageAugmentationOptions> set in (Action<ImageAugmentationOptions>[])
            [
                options => options.HorizontalFlipProbability = probability,
                options => options.GrayscaleProbability = probability,
                options => (options.GaussianBlurProbability, options.MinSigma) = (probability, 1),
                options => (options.ColorJitterProbability, options.Brightness, options.Contrast, options.Saturation, options.Hue) = (probability, 10, 0, 0, 0),
            ])
        {
            ImageAugmentationOptions options = Off();
            set(options);
            var augmentation = new ImageAugmentation(options);
            int changed = Enumerable.Range(0, Rows).Count(row => Text(augmentation, new(3, 2, row)) != plain);

            // A brightness next to 1 changes nothing.
            Assert.AreEqual(Rows * probability, changed, allowed + 5);
        }
    }

    [TestMethod]
    public void A_flip_exchanges_left_and_right()
    {
        ImageAugmentationOptions options = Off();
        options.HorizontalFlipProbability = 1;
        using PixelBuffer image = ImageResizerTests.Noise(24, 24);
        using PixelBuffer flipped = new ImageAugmentation(options).Apply(image, Settings, default);
        for (int y = 0; y < 24; y++)
        {
            CollectionAssert.AreEqual(image.View.Row(y).ToArray().Reverse().ToArray(), flipped.View.Row(y).ToArray());
        }
    }

    [TestMethod]
    public void Colours_change_in_all_orders()
    {
        var order = new int[4];
        string[] orders = [.. Enumerable.Range(0, 24).Select(i =>
        {
            ImageAugmentation.FillOrder((i + 0.5) / 24, order);
            return string.Concat(order);
        })];
        Assert.HasCount(24, orders.Distinct().ToArray());
        Assert.IsTrue(Array.TrueForAll(orders, static text => string.Concat(text.Order()) == "0123"));
        ImageAugmentation.FillOrder(1 - 1e-12, order);
        Assert.AreEqual("3210", string.Concat(order));
    }

    [TestMethod]
    public void Faulty_options_are_all_named()
    {
        var options = new ImageAugmentationOptions
        {
            MinScale = 0,
            MaxRatio = 0.5,
            ColorJitterProbability = 2,
            Brightness = -1,
            Contrast = double.NaN,
            Saturation = 11,
            Hue = 0.6,
            GrayscaleProbability = -0.1,
            GaussianBlurProbability = double.PositiveInfinity,
            GaussianBlurKernelSize = 4,
            MinSigma = 3,
            HorizontalFlipProbability = 1.5,
        };
        var faults = new OptionFaults();
        options.CollectFaults(faults);
        foreach (string name in (string[])
            [
                "MinScale is 0", "MaxRatio 0.5", "ColorJitterProbability is 2; it must be 0 to 1", "Brightness is -1", "Contrast is NaN", "Saturation is 11", "Hue is 0.6",
                "GrayscaleProbability", "GaussianBlurProbability", "GaussianBlurKernelSize is 4", "MinSigma is 3", "HorizontalFlipProbability is 1.5",
            ])
        {
            Assert.Contains(name, faults.ToString());
        }

        var none = new OptionFaults();
        new ImageAugmentationOptions().CollectFaults(none);
        Assert.IsFalse(none.Any);
    }

    internal static ImageAugmentationOptions Off() => new()
    {
        RandomResizedCrop = false,
        ColorJitterProbability = 0,
        GrayscaleProbability = 0,
        GaussianBlurProbability = 0,
        HorizontalFlipProbability = 0,
    };

    private static string Text(ImageAugmentation augmentation, ImageDraw draw)
    {
        using PixelBuffer image = ImageResizerTests.Noise(24, 24);
        using PixelBuffer result = augmentation.Apply(image, Settings, draw);
        return Convert.ToHexString(ImageDecoderTests.RgbOf(result));
    }
}
