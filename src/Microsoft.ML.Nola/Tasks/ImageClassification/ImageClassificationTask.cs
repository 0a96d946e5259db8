using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tasks.ImageClassification;

/// <summary>One of several classes for each image.</summary>
/// <param name="classes">The number of classes.</param>
/// <param name="settings">How much rows count.</param>
internal sealed class ImageClassificationTask(int classes, LossSettings settings) : ClassificationTask(classes, settings)
{
    public override AdapterConfig Complete(AdapterConfig adapter) => ImageDefaults.Complete(adapter);

    public override TrainingDefaults Defaults(AdaptationMethod method, int rows) => new() { LearningRate = ImageDefaults.LearningRate(method) };
}
