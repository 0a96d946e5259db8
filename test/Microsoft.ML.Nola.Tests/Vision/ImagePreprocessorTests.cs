using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Resampling;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Vision;

[TestClass]
public sealed class ImagePreprocessorTests
{
    private static readonly double[] Halves = [0.5, 0.5, 0.5];

    private static readonly Dictionary<string, ImageProcessorSettings> Settings = new(StringComparer.Ordinal)
    {
        ["vit_bilinear"] = new() { Height = 32, Width = 32, Filter = Resample.Bilinear, RescaleFactor = 1 / 255d, Mean = Halves, Std = Halves },
        ["vit_bicubic"] = new() { Height = 32, Width = 32, Filter = Resample.Bicubic, RescaleFactor = 1 / 255d, Mean = Halves, Std = Halves },
        ["vit_rect_bilinear"] = new() { Height = 24, Width = 40, Filter = Resample.Bilinear, RescaleFactor = 1 / 255d, Mean = Halves, Std = Halves },
        ["clip"] = new()
        {
            ShortestEdge = 32,
            CropHeight = 32,
            CropWidth = 32,
            Filter = Resample.Bicubic,
            RescaleFactor = 1 / 255d,
            Mean = [0.48145466, 0.4578275, 0.40821073],
            Std = [0.26862954, 0.26130258, 0.27577711],
        },
    };

    public static IEnumerable<object[]> Cases => ImageFixture.Names.SelectMany(static name => Settings.Keys.Select(key => new object[] { name, key }));

    /// <summary>From the reference's own pixels: not a level beside it, bicubic and bilinear.</summary>
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Resized_and_normalised_pixels_are_those_of_the_reference(string name, string key)
    {
        using Fixture fixture = ImageFixture.Open(name);
        (int height, int width) = ImageFixture.Size(name);
        float[] expected = fixture.Singles(name == "gray16.png" ? key + "_high_byte" : key);
        var preprocessor = new ImagePreprocessor(Settings[key]);
        Assert.HasCount(preprocessor.Length, expected);
        var actual = new float[preprocessor.Length];
        ProcessedImage image = preprocessor.Process(
            ImageSource.FromPixels(ImageFixture.Rgb(name), width, height, PixelLayout.Rgb, isPremultiplied: false, name), actual);
        Assert.AreEqual(new ProcessedImage(width, height, IsAnimated: false), image);
        float largest = expected.Zip(actual, static (a, b) => Math.Abs(a - b)).Max();
        Console.WriteLine($"{name} {key}: largest difference {largest}");
        Assert.IsLessThan(1e-5f, largest);

        preprocessor.Process(ImageSource.FromFile(ImageFixture.PathOf(name)), actual);
        Assert.IsLessThan(1e-5f, expected.Zip(actual, static (a, b) => Math.Abs(a - b)).Max(), "from the file");
    }

    [TestMethod]
    public void Several_threads_may_use_one()
    {
        var preprocessor = new ImagePreprocessor(Settings["clip"]);
        ImageSource[] sources = [.. Enumerable.Range(0, 40).Select(static i => Noise(20 + i, 90 - i, i))];
        float[][] expected = [.. sources.Select(source => Process(preprocessor, source))];
        Parallel.For(0, 200, i => CollectionAssert.AreEqual(expected[i % 40], Process(preprocessor, sources[i % 40])));
    }

    /// <summary>An image of one row of pixels would have a side of millions if it were resized as a whole.</summary>
    [TestMethod]
    public void A_very_long_image_takes_little_memory()
    {
        var preprocessor = new ImagePreprocessor(Settings["clip"] with { ShortestEdge = 256, CropHeight = 224, CropWidth = 224 });
        ImageSource line = Noise(100_000, 1, 1);
        var target = new float[preprocessor.Length];
        long before = GC.GetAllocatedBytesForCurrentThread();
        preprocessor.Process(line, target);
        Assert.IsLessThan(32L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.IsTrue(Array.TrueForAll(target, float.IsFinite));
    }

    /// <summary>Kept without resizing: black around it, and an odd pixel of it before the image.</summary>
    [TestMethod]
    public void A_small_image_gets_a_border()
    {
        ImageProcessorSettings settings = new() { CropHeight = 4, CropWidth = 3, RescaleFactor = 1, Mean = [0, 0, 0], Std = [1, 1, 1] };
        float[] padded = Process(
            new(settings), ImageSource.FromPixels(new byte[] { 1, 1, 1, 2, 2, 2 }, 2, 1, PixelLayout.Rgb, isPremultiplied: false, "row 1"));
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0 }, padded[..12]);
    }

    [TestMethod]
    public void Memory_is_used_again()
    {
        var preprocessor = new ImagePreprocessor(Settings["vit_bicubic"]);
        byte[] noise = new byte[3 * 200 * 150];
        new Random(1).NextBytes(noise);
        ImageSource source = ImageSource.FromBytes(PngBytes.OfRgb(200, 150, noise), "row 1");
        var target = new float[preprocessor.Length];
        preprocessor.Process(source, target);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            preprocessor.Process(source, target);
        }

        Assert.IsLessThan(100 * 4000L, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ImageSource Noise(int width, int height, int seed)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(seed).NextBytes(pixels);
        return ImageSource.FromPixels(pixels, width, height, PixelLayout.Rgb, isPremultiplied: false, "noise");
    }

    private static float[] Process(ImagePreprocessor preprocessor, in ImageSource source)
    {
        var target = new float[preprocessor.Length];
        preprocessor.Process(source, target);
        return target;
    }
}
