using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Tasks;

[TestClass]
public sealed class MultiLabelTextClassificationTaskTests
{
    private static readonly float[] Logits = [2, -1, 0.5f, -3, 0, 1];
    private static readonly bool[][] Targets = [[true, false, false], [false, true, true]];

    [TestMethod]
    [DataRow(null)]
    [DataRow(2f)]
    public void The_loss_is_the_binary_cross_entropy_of_every_label(float? weight)
    {
        TorchRuntime.EnsureLoaded();
        using var guard = new TensorGuard();
        var task = new MultiLabelTextClassificationTask(3, 0.5f);
        double expected = 0;
        for (int i = 0; i < Logits.Length; i++)
        {
            double probability = 1 / (1 + Math.Exp(-Logits[i]));
            expected -= (i < 3 ? 1 : weight ?? 1) * Math.Log(Targets[i / 3][i % 3] ? probability : 1 - probability);
        }

        var targets = new TargetBatch<bool[]>(Targets, weight is { } second ? [1, second] : null);
        using torch.Tensor outputs = TensorMemory.FromSingles(Logits, [2, 3], torch.CPU);
        using torch.Tensor loss = task.Loss(outputs, targets);
        Assert.AreEqual(expected, loss.item<float>(), 1e-5);
        Assert.AreEqual(3 * (1 + (weight ?? 1)), task.CountTargets(targets), 1e-12);
    }

    /// <summary>Above one half: labels 0 and 2 of the first row, 2 of the second; of three predicted two are right, of three that there are.</summary>
    [TestMethod]
    public void The_metric_counts_all_labels_of_all_batches_together()
    {
        TorchRuntime.EnsureLoaded();
        using var guard = new TensorGuard();
        IMetric<bool[]> metric = new MultiLabelTextClassificationTask(3, 0.5f).CreateMetric();
        Assert.AreEqual(0, metric.Value, "nothing is predicted and nothing is there");
        using torch.Tensor first = TensorMemory.FromSingles(Logits.AsSpan(0, 3), [1, 3], torch.CPU);
        using torch.Tensor second = TensorMemory.FromSingles(Logits.AsSpan(3), [1, 3], torch.CPU);
        metric.Add(first, [Targets[0]]);
        metric.Add(second, [Targets[1]]);
        Assert.AreEqual(4 / 6.0, metric.Value, 1e-12);
        Assert.IsTrue(metric.LargerIsBetter);
    }

    [TestMethod]
    public void Weights_of_labels_are_those_of_PyTorch()
    {
        using var guard = new TensorGuard();
        using Fixture fixture = Fixture.Shared("training", "losses.safetensors");
        using DisposeScope scope = torch.NewDisposeScope();
        float[] Singles(string name) => Array.ConvertAll(fixture.Doubles(name), static value => (float)value);
        bool[][] targets = [.. Singles("bce.target").Select(static value => value > 0.5f).Chunk(4)];
        var task = new MultiLabelTextClassificationTask(4, 0.5f, new LossSettings { ClassWeights = Singles("bce.pos_weight") });
        task.Prepare(new TrainingSet<bool[]>(new NoRows(), targets));
        torch.Tensor logits = TensorMemory.FromSingles(Singles("bce.logits"), [9, 4], torch.CPU).requires_grad_();
        var batch = new TargetBatch<bool[]>(targets, null);
        torch.Tensor loss = task.Loss(logits, batch) / task.CountTargets(batch);
        loss.backward();
        Assert.AreEqual(fixture.Doubles("bce.pos_weighted.loss")[0], loss.item<float>(), 1e-5);
        Near.AreEqual(fixture.Doubles("bce.pos_weighted.grad"), TensorMemory.ToSingles(logits.grad!), 1e-5, "gradient");
    }

    /// <summary>Of four rows one has the label: having it counts three times as much, and the start is one half.</summary>
    [TestMethod]
    public void Balanced_labels_count_as_much_as_their_absence()
    {
        var task = new MultiLabelTextClassificationTask(1, 0.5f, new LossSettings { BalancesClasses = true });
        task.Prepare(new TrainingSet<bool[]>(new NoRows(), [[true], [false], [false], [false]], [1e6f, 1e6f, 1e6f, 1e6f]));
        Assert.AreEqual(0, task.HeadStart(1)![1], 1e-5);
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor outputs = torch.zeros(2, 1);
        Assert.AreEqual((3 + 1) * Math.Log(2), task.Loss(outputs, new TargetBatch<bool[]>([[true], [false]], null)).item<float>(), 1e-4);
    }

    [TestMethod]
    public void The_head_starts_at_the_share_of_each_label()
    {
        var task = new MultiLabelTextClassificationTask(3, 0.5f);
        task.Prepare(new TrainingSet<bool[]>(new NoRows(), Targets, [3, 1]));
        float[] start = task.HeadStart(2)!;
        float[] shares = [3.5f / 5, 1.5f / 5, 1.5f / 5];
        Near.WithinAbsolute([.. new float[6], .. shares.Select(static share => MathF.Log(share / (1 - share)))], start, 1e-6, "start");
    }

    private sealed class NoRows : IBatchSource
    {
        public int Count => 2;

        public int LengthOf(int row) => 1;

        public ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();
    }
}
