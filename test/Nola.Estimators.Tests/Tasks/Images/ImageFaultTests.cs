using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.Images;

/// <summary>What can be wrong with images, and with options and columns of stages over them.</summary>
[TestClass]
public sealed class ImageFaultTests
{
    [TestMethod]
    public void A_bad_image_is_named_by_row_and_path()
    {
        using var fixture = new ImageFixture();
        BadImageException fault = Assert.Throws<BadImageException>(() => fixture.Trainer().Fit(fixture.WithBadPicture(5)));
        Assert.AreEqual((fixture.File("bad.jpg"), 5L), (fault.Image, fault.Row));
        Assert.Contains("bad.jpg' in row 5 cannot be used: ", fault.Message);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_bad_image_is_left_out_of_a_fit_and_counted_if_it_is_to_be_skipped(bool augments)
    {
        using var fixture = new ImageFixture();
        var lines = new List<string>();
        fixture.Context.Log += (_, line) => lines.Add(line.RawMessage);
        NolaImageClassificationOptions options = fixture.Options();
        options.OnBadImage = BadImageBehavior.Skip;
        options.Augmentation = augments ? new ImageAugmentationOptions() : null;
        using NolaImageClassificationTransformer model = fixture.Trainer(options).Fit(fixture.WithBadPicture(5));
        Assert.AreEqual((11, 1), (model.Report!.Rows, model.Report.RowsSkipped));
        Assert.Contains(line => line.StartsWith("1 of 12 rows of the training set have an image that cannot be used (The image '", StringComparison.Ordinal), lines);
    }

    /// <summary>What a transform of ML.NET before the stage throws is not the stage's to skip: docs/images.md says so.</summary>
    [TestMethod]
    public void An_image_that_LoadImages_cannot_read_ends_the_fit()
    {
        using var fixture = new ImageFixture();
        NolaImageClassificationOptions options = fixture.Options("Image");
        options.OnBadImage = BadImageBehavior.Skip;
        IDataView rows = fixture.WithBadPicture(5);
        IDataView loaded = fixture.Context.Transforms.LoadImages("Image", fixture.ImageFolder, "Path").Fit(rows).Transform(rows);
        Exception fault = Assert.Throws<Exception>(() => fixture.Trainer(options).Fit(loaded));
        Assert.IsNotInstanceOfType<NolaException>(fault);
    }

    /// <summary>A row without an answer must not look as if it had one.</summary>
    [TestMethod]
    public void A_fitted_stage_never_skips()
    {
        using var fixture = new ImageFixture();
        NolaImageClassificationOptions options = fixture.Options();
        options.OnBadImage = BadImageBehavior.Skip;
        using NolaImageClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(12));
        BadImageException fault = Assert.Throws<BadImageException>(() => model.Transform(fixture.WithBadPicture(9)).GetColumn<float[]>("Score").ToArray());
        Assert.AreEqual(9L, fault.Row);
    }

    /// <summary>Its batch may have been decoded while the one before was scored; its error waits until it is asked for, and comes each time.</summary>
    [TestMethod]
    public void A_bad_image_leaves_the_batches_before_it_alone()
    {
        using var guard = new TensorGuard();
        using var fixture = new ImageFixture();
        using NolaImageClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(12));
        IDataView scored = model.Transform(fixture.WithBadPicture(9));
        float[][] expected = [.. model.Transform(fixture.Keyed(8)).GetColumn<float[]>("Score")];
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<VBuffer<float>> score = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> value = default;
        foreach (float[] row in expected)
        {
            Assert.IsTrue(cursor.MoveNext());
            score(ref value);
            CollectionAssert.AreEqual(row, value.DenseValues().ToArray());
        }

        Assert.IsTrue(cursor.MoveNext());
        for (int i = 0; i < 2; i++)
        {
            Assert.AreEqual(9L, Assert.Throws<BadImageException>(() => score(ref value)).Row);
        }
    }

    [TestMethod]
    public void Only_bad_images_are_no_training_set()
    {
        using var fixture = new ImageFixture();
        NolaImageClassificationOptions options = fixture.Options("Tag");
        options.OnBadImage = BadImageBehavior.Skip;
        Assert.Contains(
            "none of the 6 images of the training set can be used",
            Assert.Throws<InvalidOperationException>(() => fixture.Trainer(options).Fit(fixture.Keyed(6))).Message);
    }

    [TestMethod]
    public void An_image_that_is_gone_in_a_later_epoch_ends_the_fit()
    {
        using var fixture = new ImageFixture();
        using var guard = new TensorGuard();
        fixture.Context.Log += (_, line) =>
        {
            if (line.RawMessage.StartsWith("Epoch 1 of ", StringComparison.Ordinal))
            {
                File.Delete(Path.Combine(fixture.ImageFolder, "3.png"));
            }
        };
        NolaImageClassificationOptions options = fixture.Options();
        options.OnBadImage = BadImageBehavior.Skip;
        options.Augmentation = new ImageAugmentationOptions();
        Assert.AreEqual(3L, Assert.Throws<BadImageException>(() => fixture.Trainer(options).Fit(fixture.Keyed(12))).Row);
    }

    [TestMethod]
    public void An_empty_path_and_empty_bytes_are_bad_images()
    {
        using var fixture = new ImageFixture();
        IDataView data = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(fixture.Rows(6).Select(static row =>
        {
            (row.Path, row.Content) = ("", []);
            return row;
        })));
        Assert.Contains("its path is empty", Assert.Throws<BadImageException>(() => fixture.Trainer().Fit(data)).Message);
        Assert.Contains("it is empty", Assert.Throws<BadImageException>(() => fixture.Trainer(fixture.Options("Content")).Fit(data)).Message);
    }

    [TestMethod]
    public void Options_that_images_have_no_use_for_are_refused_together()
    {
        using var fixture = new ImageFixture();
        var options = new NolaImageClassificationOptions { MaxLength = 32, ImageFolder = " ", ImageSize = 0, OnBadImage = (BadImageBehavior)7, FeatureColumnName = "" };
        string message = Assert.Throws<ArgumentException>(() => fixture.Trainer(options)).Message;
        foreach (string part in (string[])["Backbone is not set", "MaxLength is 32", "ImageFolder is empty", "ImageSize is 0", "OnBadImage is 7", "FeatureColumnName is empty"])
        {
            Assert.Contains(part, message);
        }

        Assert.Contains("Backbone is not set", Assert.Throws<ArgumentException>(() => fixture.Context.Transforms.NolaFeaturizeImage("Features", "Path")).Message);
        Assert.Contains(
            "Backbone is not set", Assert.Throws<ArgumentException>(() => fixture.Context.MulticlassClassification.Trainers.NolaImageClassification()).Message);
    }

    [TestMethod]
    public void A_size_that_is_no_multiple_of_the_patch_is_refused()
    {
        using var fixture = new ImageFixture();
        NolaImageClassificationOptions options = fixture.Options();
        options.ImageSize = 10;
        Assert.Contains(
            "NolaImageClassification: ImageSize is 10; the backbone in '", Assert.Throws<ArgumentException>(() => fixture.Trainer(options).Fit(fixture.Keyed(6))).Message);
    }

    [TestMethod]
    public void Texts_and_images_want_backbones_of_their_own()
    {
        using var images = new ImageFixture();
        using var texts = new TinyFixture();
        NolaImageClassificationOptions options = images.Options();
        options.Backbone = BackboneReference.FromFolder(texts.BackboneFolder);
        Assert.Contains("(bert) takes texts, not images", Assert.Throws<ArgumentException>(() => images.Trainer(options).Fit(images.Keyed(6))).Message);
        NolaTextClassificationOptions other = texts.Options();
        other.Backbone = BackboneReference.FromFolder(images.BackboneFolder);
        Assert.Contains("(vit) takes images, not texts", Assert.Throws<ArgumentException>(() => texts.Trainer(other).Fit(texts.Keyed(6))).Message);
    }

    [TestMethod]
    public void No_rows_and_one_class_are_refused_as_for_texts()
    {
        using var fixture = new ImageFixture();
        Assert.Contains("has no rows", Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(fixture.Context.Data.FilterRowsByColumn(fixture.Keyed(6), "Number", 100))).Message);
        IDataView one = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(fixture.Rows(6).Where(static row => row.Tag == "red")));
        Assert.Contains("'red'; there is nothing to tell apart. Is it the right column, and are there images of other classes?", Assert.Throws<InvalidOperationException>(() => fixture.Trainer().Fit(one)).Message);
    }
}
