using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.TextRegression;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Tasks.TextRegression;

[TestClass]
public sealed class TextRegressionTaskTests
{
    /// <summary>Mean 3, deviation 2.</summary>
    private static readonly float[] Labels = [1, 5, 1, 5];

    [TestMethod]
    public void The_loss_is_the_summed_square_of_standardised_labels_by_weight()
    {
        TextRegressionTask task = Prepared();
        Assert.AreEqual(0.25 + 4, Loss(task, null), 1e-6);
        Assert.AreEqual((3 * 0.25) + (0.5 * 4), Loss(task, [3, 0.5f]), 1e-6);
    }

    [TestMethod]
    public void The_metric_is_in_the_labels_own_unit()
    {
        IMetric<float> metric = Prepared().CreateMetric();
        using torch.Tensor outputs = TensorMemory.FromSingles([-0.5f, -1], [2, 1], torch.CPU);
        metric.Add(outputs, [1, 5]);
        Assert.AreEqual(Math.Sqrt((1 + 16) / 2.0), metric.Value, 1e-6, "predicted 2 and 1");
        Assert.IsFalse(metric.LargerIsBetter);
        Assert.AreEqual("2.9155", metric.Format(metric.Value));
    }

    [TestMethod]
    public void Labels_of_one_value_start_at_zeros_in_both_modes()
    {
        foreach (RegressionHead head in (RegressionHead[])[new RegressionHead(), new SiameseHead()])
        {
            var task = new TextRegressionTask(head);
            task.Prepare(new TrainingSet<float>(null!, (float[])[7, 7]));
            Assert.IsNull(task.HeadStart(4));
            CollectionAssert.AreEqual((float[])[0, 7], task.FinishHead([0, 0]));
        }
    }

    private static TextRegressionTask Prepared()
    {
        var task = new TextRegressionTask(new RegressionHead());
        task.Prepare(new TrainingSet<float>(null!, Labels));
        return task;
    }

    private static float Loss(TextRegressionTask task, float[]? weights)
    {
        using var guard = new TensorGuard();
        using torch.Tensor outputs = TensorMemory.FromSingles([-0.5f, -1], [2, 1], torch.CPU);
        using torch.Tensor loss = task.Loss(outputs, new TargetBatch<float>([1, 5], weights));
        return loss.item<float>();
    }
}
