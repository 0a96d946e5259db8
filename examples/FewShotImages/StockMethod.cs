using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace FewShotImages;

/// <summary>What ML.NET has: features of a frozen ResNet-18, and a linear classifier on them. The setting of a run is the weight of its L2 regularisation.</summary>
internal sealed class StockMethod : IMethod
{
    private const int Side = 224;

    public Outcome Run(Picture[] train, Picture[] test, double setting, int seed)
    {
        var ml = new MLContext(seed);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Category))
            .Append(ml.Transforms.LoadImages("Loaded", imageFolder: null, nameof(Picture.Image)))
            .Append(ml.Transforms.ResizeImages("Resized", Side, Side, "Loaded", ImageResizingEstimator.ResizingKind.Fill))
            .Append(ml.Transforms.ExtractPixels("Pixels", "Resized"))
            .Append(ml.Transforms.DnnFeaturizeImage("Features", model => model.ModelSelector.ResNet18(ml, model.OutputColumn, model.InputColumn), "Pixels"))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: (float)setting));
        var clock = Stopwatch.StartNew();
        using var model = pipeline.Fit(ml.Data.LoadFromEnumerable(train));
        double seconds = clock.Elapsed.TotalSeconds;
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test)));
        return new Outcome(0, seconds, metrics.MicroAccuracy);
    }
}
