using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.Images;

[TestClass]
public sealed class ImageClassificationTests
{
    [TestMethod]
    public void Paths_bytes_and_loaded_images_give_the_same_scores()
    {
        using var fixture = new ImageFixture();
        IDataView data = fixture.Keyed(12);
        using NolaImageClassificationTransformer paths = fixture.Trainer().Fit(data);
        int[] expected = TinyFixture.ScoreBits(paths.Transform(data));
        using NolaImageClassificationTransformer bytes = fixture.Trainer(fixture.Options("Content")).Fit(data);
        CollectionAssert.AreEqual(expected, TinyFixture.ScoreBits(bytes.Transform(data)));

        IDataView loaded = fixture.Context.Transforms.LoadImages("Image", fixture.ImageFolder, "Name").Fit(data).Transform(data);
        using NolaImageClassificationTransformer images = fixture.Trainer(fixture.Options("Image")).Fit(loaded);
        CollectionAssert.AreEqual(expected, TinyFixture.ScoreBits(images.Transform(loaded)));

        NolaImageClassificationOptions relative = fixture.Options("Name");
        relative.ImageFolder = fixture.ImageFolder;
        using NolaImageClassificationTransformer names = fixture.Trainer(relative).Fit(data);
        CollectionAssert.AreEqual(expected, TinyFixture.ScoreBits(names.Transform(data)));
    }

    [TestMethod]
    public void A_fitted_pipeline_tells_colours_apart_evaluated_by_ML_NET_and_after_loading()
    {
        using var fixture = new ImageFixture();
        NolaImageClassificationOptions options = fixture.Options();
        options.Training.Epochs = 30;
        ITransformer model = fixture.Pipeline(options).Fit(fixture.Data(24));
        IDataView scored = model.Transform(fixture.Data(24));
        Assert.IsGreaterThan(0.9, fixture.Context.MulticlassClassification.Evaluate(scored).MicroAccuracy);

        byte[] zip = ZipBytes.Save(fixture.Context, model, fixture.Data(1).Schema);
        MLContext other = fixture.LoadingContext();
        ITransformer loaded = ZipBytes.Load(other, zip, out _);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(scored), TinyFixture.ScoreBits(loaded.Transform(fixture.Data(24))));
        using PredictionEngine<ImageRow, Prediction> engine = other.Model.CreatePredictionEngine<ImageRow, Prediction>(loaded);
        CollectionAssert.AreEqual(
            scored.GetColumn<string>("PredictedTag").ToArray(), fixture.Rows(24).Select(row => engine.Predict(row).PredictedTag).ToArray());
    }

    [TestMethod]
    public void A_cross_validation_fits_a_model_for_each_fold()
    {
        using var fixture = new ImageFixture();
        var folds = fixture.Context.MulticlassClassification.CrossValidate(fixture.Keyed(24), fixture.Trainer(), 2);
        Assert.HasCount(2, folds);
        foreach (var fold in folds)
        {
            (fold.Model as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    public void Augmentation_depends_on_the_seed_alone_and_makes_another_fit()
    {
        using var fixture = new ImageFixture();
        using var guard = new TensorGuard();
        IDataView data = fixture.Keyed(12);
        int[] Fit(string column, ImageAugmentationOptions? augmentation)
        {
            NolaImageClassificationOptions options = fixture.Options(column);
            options.Augmentation = augmentation;
            options.ValidationSet = data;
            using NolaImageClassificationTransformer model = fixture.Trainer(options).Fit(data);
            return TinyFixture.ScoreBits(model.Transform(data));
        }

        int[] plain = Fit("Path", null);
        int[] augmented = Fit("Path", new ImageAugmentationOptions());
        CollectionAssert.AreNotEqual(plain, augmented);
        CollectionAssert.AreEqual(augmented, Fit("Path", new ImageAugmentationOptions()));
        CollectionAssert.AreEqual(augmented, Fit("Content", new ImageAugmentationOptions()));
    }

    /// <summary>What a getter gives from memory is the user's: ML.NET's own transforms dispose only what was loaded.</summary>
    [TestMethod]
    public void Images_of_the_user_stay_usable()
    {
        using var fixture = new ImageFixture();
        PictureRow[] rows = [.. Enumerable.Range(0, 6).Select(static number => new PictureRow { Image = ImageFixture.Picture(number), Tag = ImageFixture.Tags[number % 3] })];
        IDataView data = fixture.Keyed(fixture.Context.Data.LoadFromEnumerable(rows));
        using NolaImageClassificationTransformer model = fixture.Trainer(fixture.Options("Image")).Fit(data);
        int[] scores = TinyFixture.ScoreBits(model.Transform(data));
        CollectionAssert.AreEqual(scores, TinyFixture.ScoreBits(model.Transform(data)));
        using PredictionEngine<PictureRow, Prediction> engine = fixture.Context.Model.CreatePredictionEngine<PictureRow, Prediction>(model);
        float[] first = engine.Predict(rows[0]).Score;
        CollectionAssert.AreEqual(first, engine.Predict(rows[0]).Score);
        foreach (PictureRow row in rows)
        {
            Assert.AreEqual(20, row.Image.Width);
            row.Image.Dispose();
        }
    }

    [TestMethod]
    public void Another_size_of_images_is_kept_in_the_zip()
    {
        using var fixture = new ImageFixture();
        NolaImageClassificationOptions options = fixture.Options();
        options.ImageSize = 8;
        IDataView data = fixture.Keyed(12);
        using NolaImageClassificationTransformer model = fixture.Trainer(options).Fit(data);
        byte[] zip = ZipBytes.Save(fixture.Context, model, data.Schema);
        ITransformer loaded = ZipBytes.Load(fixture.LoadingContext(), zip, out _);
        CollectionAssert.AreEqual(TinyFixture.ScoreBits(model.Transform(data)), TinyFixture.ScoreBits(loaded.Transform(data)));
        using NolaImageClassificationTransformer usual = fixture.Trainer().Fit(data);
        CollectionAssert.AreNotEqual(TinyFixture.ScoreBits(usual.Transform(data)), TinyFixture.ScoreBits(model.Transform(data)));
    }

    [TestMethod]
    public void One_image_a_class_is_enough()
    {
        using var fixture = new ImageFixture();
        using NolaImageClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(3));
        Assert.AreEqual(3, model.Report!.Rows);
    }

    [TestMethod]
    public void Stock_trainers_learn_from_features()
    {
        using var fixture = new ImageFixture();
        IDataView data = fixture.Keyed(24);
        var pipeline = fixture.Context.Transforms.NolaFeaturizeImage("Features", "Path", BackboneReference.FromFolder(fixture.BackboneFolder))
            .Append(fixture.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        Assert.IsGreaterThan(0.9, fixture.Context.MulticlassClassification.Evaluate(pipeline.Fit(data).Transform(data)).MicroAccuracy);
    }

    private sealed class Prediction
    {
        public string PredictedTag { get; set; } = "";

        public float[] Score { get; set; } = [];
    }

    private sealed class PictureRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(12, 20)]
        public MLImage Image { get; set; } = null!;

        public string Tag { get; set; } = "";
    }
}
