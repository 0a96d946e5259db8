using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>
/// A number for each row. Squared error of standardised labels, root mean squared error in the labels' own unit. A fitted head gives that unit too, so a
/// model need not keep how its labels were standardised.
/// </summary>
internal sealed class TextRegressionTask(RegressionHead head) : ITask<float>
{
    private LabelScale _scale = new(0, 0);

    public IHead Head => head;

    public void Prepare(TrainingSet<float> train) => _scale = LabelScale.Of(train);

    /// <summary>Labels that are all one value are met by zeros, to the last digit.</summary>
    public float[]? HeadStart(int hiddenSize) => _scale.IsConstant ? null : head.Start(hiddenSize);

    public float[] FinishHead(float[] trained) => _scale.Restore(trained);

    public float[] ResumeHead(float[] kept) => _scale.Standardize(kept);

    public double CountTargets(TargetBatch<float> targets) => targets.TotalWeight;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<float> targets)
    {
        using torch.Tensor expected = Expected(outputs, targets.Values);
        return WeightedLoss.Sum(targets.Weights, reduction => torch.nn.functional.mse_loss(outputs, expected, reduction));
    }

    public IMetric<float> CreateMetric() => new RootMeanSquaredError(SquaredError, _scale.Restore(1));

    private double SquaredError(torch.Tensor outputs, float[] targets)
    {
        using torch.Tensor expected = Expected(outputs, targets);
        using torch.Tensor error = torch.nn.functional.mse_loss(outputs, expected, torch.nn.Reduction.Sum);
        return error.item<float>();
    }

    private torch.Tensor Expected(torch.Tensor outputs, float[] targets) =>
        TensorMemory.FromSingles(Array.ConvertAll(targets, target => _scale.Standardize(target)), [targets.Length, 1], outputs.device);
}
