using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.BinaryTextClassification;

/// <summary>True or false for each row. Binary cross entropy of the logit, accuracy.</summary>
internal sealed class BinaryTextClassificationTask(LossSettings? settings = null) : ITask<bool>
{
    private readonly LossSettings _settings = settings ?? LossSettings.Plain;
    private float[]? _classWeights;

    public IHead Head { get; } = new BinaryHead();

    public TrainingDefaults Defaults(AdaptationMethod method, int rows) => TextClassifierDefaults.OfOneOutput(method, rows);

    public void Prepare(TrainingSet<bool> train) => _classWeights = _settings.WeightsFor(2, train.Targets.Select(ClassOf));

    public double CountTargets(TargetBatch<bool> targets) =>
        _classWeights is { } weights ? targets.Sum(target => weights[ClassOf(target)]) : targets.TotalWeight;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<bool> targets)
    {
        using torch.Tensor expected = Expected(outputs, targets.Values, _settings.LabelSmoothing);
        float[]? weights = _classWeights is { } classWeights ? targets.WeightsTimes(target => classWeights[ClassOf(target)]) : targets.Weights;
        return WeightedLoss.Sum(weights, reduction => torch.nn.functional.binary_cross_entropy_with_logits(outputs, expected, reduction: reduction));
    }

    public IMetric<bool> CreateMetric() => new Accuracy<bool>(static (outputs, targets) => outputs.IsAbove(0).eq(Expected(outputs, targets, 0).IsAbove(0.5)));

    private static int ClassOf(bool target) => target ? 1 : 0;

    private static torch.Tensor Expected(torch.Tensor outputs, bool[] targets, double smoothing)
    {
        float half = (float)(smoothing / 2);
        return TensorMemory.FromSingles(Array.ConvertAll(targets, target => target ? 1 - half : half), [targets.Length, 1], outputs.device);
    }
}
