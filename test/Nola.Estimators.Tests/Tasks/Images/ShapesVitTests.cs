using FewShotImages;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Tasks.Images;

/// <summary>The vision transformer that comes with the repository, on shapes that are none of those it was made with.</summary>
[TestClass]
public sealed class ShapesVitTests
{
    private const int PerClass = 5;
    private const int TestPerClass = 15;

    [TestMethod]
    public void A_linear_classifier_over_its_features_learns_new_shapes_from_five_of_each()
    {
        using var drawn = new DrawnPictures(PerClass + TestPerClass);
        Picture[][] classes =
        [
            .. Directory.GetDirectories(drawn.Folder).Order(StringComparer.Ordinal).Select(static folder => Directory.GetFiles(folder).Order(StringComparer.Ordinal)
                .Select(file => new Picture { Image = file, Category = Path.GetFileName(folder) }).ToArray()),
        ];
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(classes.SelectMany(static rows => rows.Take(PerClass)).ToArray());
        IDataView test = ml.Data.LoadFromEnumerable(classes.SelectMany(static rows => rows.Skip(PerClass)).ToArray());
        var backbone = BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "shapes-vit"));
        using var model = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Category))
            .Append(ml.Transforms.NolaFeaturizeImage("Features", nameof(Picture.Image), backbone))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(train);
        double accuracy = ml.MulticlassClassification.Evaluate(model.Transform(test)).MicroAccuracy;

        // Chance is .1, and what a network of random weights gives is not much more.
        Assert.IsGreaterThan(0.6, accuracy);
    }
}
