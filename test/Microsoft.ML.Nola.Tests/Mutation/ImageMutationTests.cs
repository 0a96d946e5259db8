using Microsoft.ML.Nola.Tests.Vision;
using Microsoft.ML.Nola.Vision;
using Microsoft.ML.Nola.Vision.Resampling;
using Nola.Testing.Mutation;
using SkiaSharp;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class ImageMutationTests
{
    private static readonly double[] Halves = [0.5, 0.5, 0.5];

    private static readonly ImagePreprocessor Preprocessor = new(new ImageProcessorSettings
    {
        ShortestEdge = 32,
        CropHeight = 28,
        CropWidth = 28,
        Filter = Resample.Bicubic,
        RescaleFactor = 1 / 255d,
        Mean = Halves,
        Std = Halves,
    });

    [TestMethod]
    public void A_damaged_image_gives_finite_pixels_or_a_typed_error()
    {
        (string Name, byte[] Content)[] files = [.. Files()];
        foreach ((string _, byte[] content) in files)
        {
            // What is not damaged is taken. The first one also pays for start-up.
            Use(content);
        }

        new MutantRun("image").Run(
            random =>
            {
                (string name, byte[] content) = files[random.Next(files.Length)];
                string what;
                byte[] damaged = PngBytes.IsPng(content) && random.Next(3) > 0
                    ? PngBytes.Damage(random, content, out what)
                    : ByteDamage.Apply(random, content, out what);
                return ($"{name}: {what}", damaged, damaged.Length);
            },
            Use);
    }

    /// <summary>A picture that is kept somewhere in the decoder would show: each takes 640,000 bytes there.</summary>
    [TestMethod]
    public void Sound_and_broken_images_leave_no_memory_behind()
    {
        byte[] sound = PngBytes.OfRgb(400, 400, new byte[3 * 400 * 400]);
        byte[] cut = sound[..(sound.Length / 2)];
        using var plain = new SKBitmap(400, 400);
        using SKData jpeg = plain.Encode(SKEncodedImageFormat.Jpeg, 80);
        byte[] other = jpeg.ToArray();
        long before = 0;
        for (int i = 0; i < 120; i++)
        {
            Use(sound);
            Use(other);
            Assert.Throws<BadImageException>(() => Use(i % 2 == 0 ? cut : other[..(other.Length / 2)]));
            before = i == 20 ? Environment.WorkingSet : before;
        }

        Assert.IsLessThan(64L << 20, Environment.WorkingSet - before);
    }

    private static IEnumerable<(string Name, byte[] Content)> Files()
    {
        // The memory that a header may claim grows with the file, so all are small.
        foreach (string name in ImageFixture.Names.Where(static name => name != "noise.png"))
        {
            yield return (name, File.ReadAllBytes(ImageFixture.PathOf(name)));
        }

        yield return ("webp", Encode(SKEncodedImageFormat.Webp));
        yield return ("gif", GifBytes.Write(2));
        yield return ("bmp", Bitmap());
    }

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(24, 20);
        var random = new Random(1);
        for (int i = 0; i < 24 * 20; i++)
        {
            bitmap.SetPixel(i % 24, i / 24, new SKColor((uint)random.Next() | 0xFF000000));
        }

        using SKData data = bitmap.Encode(format, 80);
        return data.ToArray();
    }

    /// <summary>Two by two pixels of three bytes, a row of which has two bytes of padding.</summary>
    private static byte[] Bitmap() =>
    [
        (byte)'B', (byte)'M', 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 16, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0,
    ];

    private static void Use(byte[] content)
    {
        var target = new float[Preprocessor.Length];
        Preprocessor.Process(ImageSource.FromBytes(content, "mutant"), target);
        Assert.IsTrue(Array.TrueForAll(target, float.IsFinite));
    }
}
