using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

[TestClass]
public sealed class QuestionAnsweringTaskTests
{
    private static readonly float[] Scores = [1, 2, -1, 0.5f, 0, 3, /* the second row */ 2, -2, 0.25f, 1];

    private static readonly AnswerTarget[] Targets = [Target(0, 2, units: 3), Target(1, 1, units: 2)];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_loss_is_the_mean_of_two_cross_entropies_over_the_units_of_a_row(bool hasWeights)
    {
        float[]? weights = hasWeights ? [0.5f, 3] : null;
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        var task = new QuestionAnsweringTask(30);
        torch.Tensor outputs = TensorMemory.FromSingles(Scores, [5, 2], torch.CPU);
        outputs.requires_grad = true;
        torch.Tensor loss = task.Loss(outputs, new TargetBatch<AnswerTarget>(Targets, weights));
        double first = (CrossEntropy([1, -1, 0], 0) + CrossEntropy([2, 0.5, 3], 2)) / 2;
        double second = (CrossEntropy([2, 0.25], 1) + CrossEntropy([-2, 1], 1)) / 2;
        Assert.AreEqual(((weights?[0] ?? 1) * first) + ((weights?[1] ?? 1) * second), loss.item<float>(), 1e-5);
        Assert.AreEqual(weights?.Sum() ?? 2, task.CountTargets(new TargetBatch<AnswerTarget>(Targets, weights)));

        // The gradient of a cross entropy is the probability, less one where the target is.
        loss.backward();
        torch.Tensor gradient = outputs.grad!;
        double share = Math.Exp(1) / (Math.Exp(1) + Math.Exp(-1) + 1);
        Assert.AreEqual((weights?[0] ?? 1) * (share - 1) / 2, gradient[0, 0].ToSingle(), 1e-5);
    }

    [TestMethod]
    public void The_metric_is_F1_over_units()
    {
        using var guard = new TensorGuard();
        IMetric<AnswerTarget> metric = new QuestionAnsweringTask(30).CreateMetric();
        using torch.Tensor outputs = TensorMemory.FromSingles(Scores, [5, 2], torch.CPU);

        // The best answers are units 0 to 2 and 0 to 1.
        metric.Add(outputs, [Target(0, 2, units: 3), Target(1, 1, units: 2)]);
        Assert.AreEqual((1 + (2.0 / 3)) / 2, metric.Value, 1e-12);
        metric.Add(outputs, [Target(1, 1, units: 3), Target(0, 1, units: 2)]);
        Assert.AreEqual((1 + (2.0 / 3) + 0.5 + 1) / 4, metric.Value, 1e-12);
        Assert.IsTrue(metric.LargerIsBetter);
    }

    private static AnswerTarget Target(int first, int last, int units) => new(default, new AnswerSpan(first, last), units);

    private static double CrossEntropy(double[] scores, int target) => Math.Log(scores.Sum(Math.Exp)) - scores[target];
}
