using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.BinaryTextClassification;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Tasks;

/// <summary>Losses with weights of classes and rows and with label smoothing, against PyTorch's where a reference is, else against their definition.</summary>
[TestClass]
public sealed class ClassificationLossTests
{
    private static readonly float[] ClassWeights = [0.5f, 1, 2, 0.25f, 3];

    [TestMethod]
    [DataRow("plain", false, 0.0)]
    [DataRow("weight", true, 0.0)]
    [DataRow("smooth", false, 0.1)]
    [DataRow("weight_smooth", true, 0.1)]
    public void Cross_entropy_equals_PyTorch(string name, bool weighted, double smoothing)
    {
        using var guard = new TensorGuard();
        using Fixture fixture = Fixture.Shared("training", "losses.safetensors");
        using DisposeScope scope = torch.NewDisposeScope();
        float[] values = Array.ConvertAll(fixture.Doubles("logits"), static value => (float)value);
        torch.Tensor logits = torch.tensor(values, fixture.Shape("logits").Select(static size => (long)size).ToArray()).requires_grad_();
        var task = new ClassificationTask(5, new LossSettings { ClassWeights = weighted ? ClassWeights : null, LabelSmoothing = smoothing });
        var targets = new TargetBatch<int>(fixture.Ints("target"), null);
        task.Prepare(SetOf(targets.Values));

        torch.Tensor loss = task.Loss(logits, targets) / task.CountTargets(targets);
        loss.backward();

        Assert.AreEqual(fixture.Doubles($"ce.{name}.loss")[0], loss.item<float>(), 1e-5);
        Near.AreEqual(fixture.Doubles($"ce.{name}.dlogits"), TensorMemory.ToSingles(logits.grad!), 1e-5, name);
    }

    [TestMethod]
    public void A_row_of_weight_two_is_two_rows()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor once = torch.tensor(new float[] { 1, -2, 0.5f, 0.3f, 0.1f, -1 }, 2, 3);
        torch.Tensor twice = torch.cat([once, once[0].unsqueeze(0)]);
        foreach (float[]? classWeights in new float[]?[] { null, [0.5f, 2, 1] })
        {
            var task = new ClassificationTask(3, new LossSettings { ClassWeights = classWeights, LabelSmoothing = 0.2 });
            task.Prepare(SetOf(0, 1));
            var weighted = new TargetBatch<int>([0, 1], [2, 1]);
            var repeated = new TargetBatch<int>([0, 1, 0], null);
            Assert.AreEqual(task.Loss(twice, repeated).item<float>(), task.Loss(once, weighted).item<float>(), 1e-5);
            Assert.AreEqual(task.CountTargets(repeated), task.CountTargets(weighted), 1e-6);
        }
    }

    [TestMethod]
    public void Binary_cross_entropy_is_what_its_definition_says()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        double[] logits = [1.5, -0.5, 0.25];
        bool[] labels = [true, true, false];
        float[] rowWeights = [1, 3, 0.5f];
        var task = new BinaryTextClassificationTask(new LossSettings { ClassWeights = [0.5f, 4], LabelSmoothing = 0.1 });
        task.Prepare(SetOf(labels));
        (double expected, double count) = (0, 0);
        for (int i = 0; i < logits.Length; i++)
        {
            double truth = labels[i] ? 0.95 : 0.05;
            double probability = 1 / (1 + Math.Exp(-logits[i]));
            double weight = rowWeights[i] * (labels[i] ? 4 : 0.5);
            expected -= weight * ((truth * Math.Log(probability)) + ((1 - truth) * Math.Log(1 - probability)));
            count += weight;
        }

        var targets = new TargetBatch<bool>(labels, rowWeights);
        torch.Tensor outputs = torch.tensor(Array.ConvertAll(logits, static value => (float)value), 3, 1);
        Assert.AreEqual(expected, task.Loss(outputs, targets).item<float>(), 1e-5);
        Assert.AreEqual(count, task.CountTargets(targets), 1e-6);
    }

    /// <summary>Rows / (classes * rows of the class): 6 / (3 * 4), 6 / (3 * 2); a class without rows has no say and keeps 1.</summary>
    [TestMethod]
    public void Balanced_weights_are_those_of_scikit_learn()
    {
        float[] weights = new LossSettings { BalancesClasses = true }.WeightsFor(3, [0, 0, 0, 0, 2, 2])!;
        CollectionAssert.AreEqual(new float[] { 0.5f, 1, 1 }, weights);
    }

    private static TrainingSet<T> SetOf<T>(params T[] targets) => new(new NoRows(), targets);

    private sealed class NoRows : IBatchSource
    {
        public int Count => 0;

        public int LengthOf(int row) => 0;

        public ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();
    }
}
