using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>Any number of labels for each row; a target says of each label whether the row has it. Binary cross entropy of each label, micro F1.</summary>
/// <param name="labels">The number of labels.</param>
/// <param name="threshold">The probability above which a label is predicted.</param>
/// <param name="settings">
/// How sure the model is to be, and how much having a label counts against not having it; null for all alike. Balanced, both count the same in all.
/// </param>
internal sealed class MultiLabelTextClassificationTask(int labels, float threshold, LossSettings? settings = null) : ITask<bool[]>
{
    /// <summary>A label of weight 0 starts as one that no row has, at a logit of -9.</summary>
    private const float LeastOdds = 1e-4f;

    private readonly LossSettings _settings = settings ?? LossSettings.Plain;
    private float[] _shares = [];
    private float[]? _positiveWeights;

    public IHead Head { get; } = new MultiLabelHead(labels);

    public void Prepare(TrainingSet<bool[]> train)
    {
        _shares = LabelShares.Of(train, labels);
        _positiveWeights = _settings.BalancesClasses ? Array.ConvertAll(_shares, static share => (1 - share) / share) : _settings.ClassWeights;
    }

    /// <summary>
    /// The biases start where each label has the probability that it has among the training rows. With dozens of labels of which a row has one, a start at
    /// one half would spend the first epochs on learning that labels are rare.
    /// </summary>
    public float[] HeadStart(int hiddenSize) =>
    [
        .. new float[labels * hiddenSize],
        .. _shares.Select((share, label) => MathF.Log(Math.Max(LeastOdds, share / (1 - share) * (_positiveWeights?[label] ?? 1)))),
    ];

    public double CountTargets(TargetBatch<bool[]> targets) => targets.TotalWeight * labels;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<bool[]> targets)
    {
        float half = (float)(_settings.LabelSmoothing / 2);
        float[] values = [.. targets.Values.SelectMany(static row => row).Select(label => label ? 1 - half : half)];
        using torch.Tensor expected = TensorMemory.FromSingles(values, [targets.Values.Length, labels], outputs.device);
        using torch.Tensor? weights = _positiveWeights is null ? null : TensorMemory.FromSingles(_positiveWeights, [labels], outputs.device);
        return WeightedLoss.Sum(targets.Weights, reduction => torch.nn.functional.binary_cross_entropy_with_logits(
            outputs, expected, reduction: reduction, pos_weights: weights));
    }

    public IMetric<bool[]> CreateMetric() => new MicroF1(Head, threshold);
}
