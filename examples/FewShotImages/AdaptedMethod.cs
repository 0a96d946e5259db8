using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace FewShotImages;

/// <summary>A head over a vision transformer that is adapted, or frozen.</summary>
/// <param name="settings">What the command line says.</param>
/// <param name="adapter">What is adapted, and with how many numbers.</param>
internal sealed class AdaptedMethod(Settings settings, AdapterConfig adapter) : IMethod
{
    public Outcome Run(Picture[] train, Picture[] test, double setting, int seed)
    {
        MLContext ml = settings.CreateContext(seed);
        var options = new NolaImageClassificationOptions
        {
            Backbone = settings.Reference,
            Adapter = adapter,
            ImageSize = settings.ImageSize,
            Augmentation = settings.Augment ? new ImageAugmentationOptions() : null,
            Training = new NolaTrainingOptions { Epochs = settings.Epochs, BatchSize = settings.BatchSize, Seed = seed, LearningRate = setting },
        };
        if (adapter.Method == AdaptationMethod.LinearProbe)
        {
            (options.Training.LearningRate, options.Training.HeadLearningRate) = (null, setting);
        }

        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Picture.Category))
            .Append(ml.MulticlassClassification.Trainers.NolaImageClassification(options));
        using var model = pipeline.Fit(ml.Data.LoadFromEnumerable(train));
        MulticlassClassificationMetrics metrics = ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(test)));
        NolaTransformer stage = model.LastTransformer;
        return new Outcome(stage.Adapter.AdapterParameters, stage.Report?.Seconds ?? 0, metrics.MicroAccuracy);
    }
}
