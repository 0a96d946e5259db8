using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.Classification;

/// <summary>One of several classes for each row; a target is a class, from 0. Cross entropy, accuracy.</summary>
/// <param name="classes">The number of classes.</param>
/// <param name="settings">How much rows count; null if all count the same.</param>
internal class ClassificationTask(int classes, LossSettings? settings = null) : ITask<int>
{
    private readonly LossSettings _settings = settings ?? LossSettings.Plain;
    private float[]? _classWeights;

    public IHead Head { get; } = new ClassificationHead(classes);

    public virtual AdapterConfig Complete(AdapterConfig adapter) => adapter;

    public virtual TrainingDefaults Defaults(AdaptationMethod method, int rows) => TextClassifierDefaults.OfClasses(method, rows, classes);

    public void Prepare(TrainingSet<int> train) => _classWeights = _settings.WeightsFor(classes, train.Targets);

    public double CountTargets(TargetBatch<int> targets) =>
        _classWeights is { } weights ? targets.Sum(target => weights[target]) : targets.TotalWeight;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<int> targets)
    {
        using torch.Tensor expected = Expected(outputs, targets.Values);
        using torch.Tensor? weights = _classWeights is null ? null : TensorMemory.FromSingles(_classWeights, [classes], outputs.device);
        return WeightedLoss.Sum(targets.Weights, reduction => torch.nn.functional.cross_entropy(
            outputs, expected, weights, reduction: reduction, label_smoothing: _settings.LabelSmoothing));
    }

    public IMetric<int> CreateMetric() => new Accuracy<int>(static (outputs, targets) => outputs.argmax(1).eq(Expected(outputs, targets)));

    private static torch.Tensor Expected(torch.Tensor outputs, int[] targets)
        => TensorMemory.FromLongs(Array.ConvertAll(targets, static target => (long)target), outputs.device);
}
