using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>Any number of labels for each row; a target says of each label whether the row has it. Binary cross entropy of each label, micro F1.</summary>
/// <param name="labels">The number of labels.</param>
/// <param name="threshold">The probability above which a label is predicted.</param>
/// <param name="smoothing">The share of a label's probability that true and false get alike, 0 to below 1.</param>
internal sealed class MultiLabelTextClassificationTask(int labels, float threshold, double smoothing = 0) : ITask<bool[]>
{
    private float[] _shares = [];

    public IHead Head { get; } = new MultiLabelHead(labels);

    public void Prepare(TrainingSet<bool[]> train) => _shares = LabelShares.Of(train, labels);

    /// <summary>
    /// The biases start where each label has the probability that it has among the training rows. With dozens of labels of which a row has one, a start at
    /// one half would spend the first epochs on learning that labels are rare.
    /// </summary>
    public float[] HeadStart(int hiddenSize) => [.. new float[labels * hiddenSize], .. _shares.Select(static share => MathF.Log(share / (1 - share)))];

    public double CountTargets(TargetBatch<bool[]> targets) => targets.TotalWeight * labels;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<bool[]> targets)
    {
        float half = (float)(smoothing / 2);
        float[] values = [.. targets.Values.SelectMany(static row => row).Select(label => label ? 1 - half : half)];
        using torch.Tensor expected = TensorMemory.FromSingles(values, [targets.Values.Length, labels], outputs.device);
        return WeightedLoss.Sum(
            targets.Weights, reduction => torch.nn.functional.binary_cross_entropy_with_logits(outputs, expected, reduction: reduction));
    }

    public IMetric<bool[]> CreateMetric() => new MicroF1(Head, threshold);
}
