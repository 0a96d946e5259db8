using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models.Images;
using Microsoft.ML.Nola.Tests.Vision;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Nola.Vision;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models.Images;

[TestClass]
public sealed class ImageRowsTests
{
    private static readonly int[][] Planned = [[3, 0], [1, 2], [4]];

    [TestMethod]
    public void What_is_decoded_once_equals_what_is_decoded_anew()
    {
        using var folder = new TemporaryFolder();
        ImagePreprocessor preprocessor = Preprocessor(folder);
        using ImageRows once = Fill(preprocessor, null);
        using ImageRows anew = Fill(preprocessor, new ImageAugmentationOptions());
        Assert.AreEqual((5, false, 5, true, 17), (once.Count, once.ChangesEachEpoch, anew.Count, anew.ChangesEachEpoch, once.LengthOf(0)));

        // A pass that measures changes nothing.
        anew.BeginPass(new BatchPass(Planned, 1, 0));
        var expected = new float[preprocessor.Length];
        preprocessor.Process(Source(3), expected);
        foreach (int[] rows in Planned)
        {
            CollectionAssert.AreEqual(Pixels(once, rows), Pixels(anew, rows));
        }

        CollectionAssert.AreEqual(expected, Pixels(once, [3]));
    }

    [TestMethod]
    public void Batches_are_equal_made_ahead_or_not_in_any_order()
    {
        using var folder = new TemporaryFolder();
        ImagePreprocessor preprocessor = Preprocessor(folder);
        using ImageRows rows = Fill(preprocessor, new ImageAugmentationOptions());
        rows.BeginPass(new BatchPass(Planned, 1, 2));
        float[][] ahead = [.. Planned.Select(batch => Pixels(rows, batch))];
        rows.BeginPass(new BatchPass([[0, 1, 2, 3, 4]], 1, 2));
        float[] direct = Pixels(rows, [1]);
        CollectionAssert.AreEqual(ahead[1][..preprocessor.Length], direct);
        rows.BeginPass(new BatchPass(Planned, 1, 3));
        CollectionAssert.AreNotEqual(ahead[0], Pixels(rows, Planned[0]));
    }

    [TestMethod]
    public void A_bad_image_throws_or_is_taken_back()
    {
        using var folder = new TemporaryFolder();
        ImagePreprocessor preprocessor = Preprocessor(folder);
        var bad = new ImageInput(ImageSource.FromBytes("no picture"u8.ToArray(), "a"), 7);
        using ImageRows strict = new(preprocessor, new ImageLayout(), null, 17);
        Assert.AreEqual(7L, Assert.Throws<BadImageException>(() => strict.Add(bad)).Row);
        using ImageRows lenient = new(preprocessor, new ImageLayout { SkipsBadImages = true }, null, 17);
        lenient.Add(bad);
        Assert.IsTrue(lenient.DropEmptyLast());
        lenient.Add(new ImageInput(Source(0), 8));
        Assert.IsFalse(lenient.DropEmptyLast());
        Assert.AreEqual(1, lenient.Count);
        Assert.Contains("'a' in row 7", lenient.LeftOutNote);
    }

    [TestMethod]
    public void A_layout_for_scoring_neither_changes_images_nor_skips_them()
    {
        var layout = new ImageLayout { ImageSize = 8, Augmentation = new ImageAugmentationOptions(), SkipsBadImages = true };
        var scoring = (ImageLayout)layout.ForScoring;
        Assert.AreEqual((8, false, true), (scoring.ImageSize, scoring.SkipsBadImages, scoring.Augmentation is null));
    }

    private static ImagePreprocessor Preprocessor(TemporaryFolder folder) => ImagePreprocessor.FromFolder(TinyVisionBackbone.Write(folder.File("vit")));

    private static ImageRows Fill(ImagePreprocessor preprocessor, ImageAugmentationOptions? augmentation)
    {
        var rows = new ImageRows(preprocessor, new ImageLayout(), augmentation, 17);
        for (int row = 0; row < 5; row++)
        {
            rows.Add(new ImageInput(Source(row), row));
        }

        return rows;
    }

    private static ImageSource Source(int row)
    {
        byte[] rgb = [.. Enumerable.Range(0, 24 * 20 * 3).Select(i => (byte)((i * (row + 3)) % 251))];
        return ImageSource.FromBytes(PngBytes.OfRgb(24, 20, rgb), $"row {row}");
    }

    private static float[] Pixels(ImageRows rows, int[] batch) => ((PixelBatch)rows.ToBatch(batch)).Pixels.ToArray();
}
