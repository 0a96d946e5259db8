using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace FewShotImages;

/// <summary>
/// What ML.NET has: a linear classifier on the features of a frozen ResNet-18, or on the pixels of small images, which says how hard the images are. The setting
/// of a run is the weight of its L2 regularisation.
/// </summary>
/// <param name="usesNetwork">Whether ResNet-18 sees the images.</param>
/// <param name="interpolates">Whether it sees them enlarged by interpolation, and not as ML.NET's <c>ResizeImages</c> does it.</param>
internal sealed class StockMethod(bool usesNetwork, bool interpolates = false) : IMethod
{
    private const int SmallSide = 32;

    public Outcome Run(Picture[] train, Picture[] test, double setting, int seed)
    {
        var ml = new MLContext(seed);
        int side = usesNetwork ? Enlarged.Side : SmallSide;
        var labels = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Category));
        IEstimator<ITransformer> images = interpolates
            ? labels.Append(ml.Transforms.CustomMapping<Picture, Enlarged>(Enlarged.Read, contractName: null))
            : labels.Append(ml.Transforms.LoadImages("Loaded", imageFolder: null, nameof(Picture.Image)))
                .Append(ml.Transforms.ResizeImages(nameof(Enlarged.Resized), side, side, "Loaded", ImageResizingEstimator.ResizingKind.Fill));
        IEstimator<ITransformer> features = usesNetwork
            ? images.Append(ml.Transforms.ExtractPixels("Pixels", nameof(Enlarged.Resized))).Append(
                ml.Transforms.DnnFeaturizeImage("Features", model => model.ModelSelector.ResNet18(ml, model.OutputColumn, model.InputColumn), "Pixels"))
            : images.Append(ml.Transforms.ExtractPixels("Features", nameof(Enlarged.Resized), scaleImage: 1 / 255f));
        var pipeline = features.AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: (float)setting));
        var clock = Stopwatch.StartNew();
        using var model = pipeline.Fit(ml.Data.LoadFromEnumerable(train));
        double seconds = clock.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test)));
        return new Outcome(0, seconds, metrics.MicroAccuracy);
    }
}
