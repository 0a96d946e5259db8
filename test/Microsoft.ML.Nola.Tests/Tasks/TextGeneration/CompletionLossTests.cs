using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tasks.TextGeneration;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration;

/// <summary>The loss of completions, against PyTorch's.</summary>
[TestClass]
public sealed class CompletionLossTests
{
    /// <summary>A vocabulary of which two tokens a part fit, so that the parts are put together.</summary>
    private const int TwoTokensAPart = (1 << 22) - 1;

    [TestMethod]
    [DataRow("gpt2", "0")]
    [DataRow("gpt2", "0.1")]
    [DataRow("llama", "0")]
    [DataRow("llama", "0.1")]
    [DataRow("llama", "0.3")]
    public void Loss_and_perplexity_of_completions_equal_the_fixtures(string model, string smoothing)
    {
        using var guard = new TensorGuard();
        using Fixture fixture = Fixture.Shared("generation", model, "lm_loss.safetensors");
        using DisposeScope scope = torch.NewDisposeScope();
        (torch.Tensor logits, int[][] ids) = Read(fixture);
        foreach (int vocabulary in new[] { 64, TwoTokensAPart })
        {
            var task = new TextGenerationTask(double.Parse(smoothing, System.Globalization.CultureInfo.InvariantCulture));
            task.Attach(static hidden => hidden.alias(), vocabulary);
            var targets = new TargetBatch<int[]>(ids, null);
            double count = task.CountTargets(targets);
            Assert.AreEqual(fixture.Ints("tokens").Sum(), count);

            (double expected, double perplexity) = (fixture.Doubles($"smoothed_loss_{smoothing}")[0], fixture.Doubles("perplexity_corpus")[0]);
            Assert.AreEqual(expected, task.Loss(logits, targets).item<float>() / count, 1e-5);

            IMetric<int[]> metric = task.CreateMetric();
            Assert.AreEqual(expected, ((ITask<int[]>)task).Measure(logits, targets, metric) / count, 1e-5);
            Assert.AreEqual(perplexity, metric.Value, 1e-5 * perplexity);

            metric = task.CreateMetric();
            metric.Add(logits, ids);
            Assert.AreEqual(perplexity, metric.Value, 1e-5 * perplexity);
        }
    }

    /// <summary>From ids to the loss, in single precision.</summary>
    [TestMethod]
    [DataRow("gpt2")]
    [DataRow("llama")]
    public void Loss_and_perplexity_of_a_model_equal_the_fixtures(string model)
    {
        using var guard = new TensorGuard();
        using Fixture fixture = Fixture.Shared("generation", model, "lm_loss.safetensors");
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "generation", model)));
        int[] shape = fixture.Shape("input_ids");
        (int[] ids, int[] mask) = (fixture.Ints("input_ids"), fixture.Ints("completion_mask"));
        int[] read = [.. Enumerable.Range(0, ids.Length - 1).Where(at => (at + 1) % shape[1] > 0 && mask[at + 1] == 1)];
        int[][] targets = [.. read.GroupBy(at => at / shape[1]).Select(row => row.Select(at => ids[at + 1]).ToArray())];
        using var mode = torch.no_grad();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor hidden = lease.Backbone.Forward(new TokenBatch(ids, fixture.Ints("attention_mask"), shape[0], shape[1]));
        torch.Tensor features = hidden.reshape(-1, lease.Backbone.HiddenSize).index_select(0, TensorMemory.FromInts(read, torch.CPU));
        foreach ((string name, double smoothing) in ((string, double)[])[("0", 0), ("0.1", 0.1), ("0.3", 0.3)])
        {
            var task = new TextGenerationTask(smoothing);
            task.Attach(lease.Backbone.Logits, lease.Backbone.VocabularySize);
            (double loss, double plain) = task.Measure(features, new TargetBatch<int[]>(targets, null));
            Assert.AreEqual(fixture.Doubles($"smoothed_loss_{name}")[0], loss / read.Length, 1e-5);
            Assert.AreEqual(fixture.Doubles("mean_loss")[0], plain / read.Length, 1e-5);
        }
    }

    [TestMethod]
    [DataRow(0.0, false)]
    [DataRow(0.3, false)]
    [DataRow(0.3, true)]
    public void The_gradient_that_is_taken_part_by_part_is_that_of_the_whole(double smoothing, bool weighted)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor head = Waves(11, 4).requires_grad_();
        torch.Tensor inputs = Waves(5, 4).requires_grad_();
        int[] ids = [3, 10, 0, 7, 3];
        float[]? weights = weighted ? [1, 1, 2.5f, 2.5f, 2.5f] : null;
        torch.Tensor expected = Direct(inputs.mul(2), head, ids, weights, smoothing);
        expected.backward();
        (float[] inputGradient, float[] headGradient) = (TensorMemory.ToSingles(inputs.grad!), TensorMemory.ToSingles(head.grad!));
        foreach (int vocabulary in new[] { 11, TwoTokensAPart })
        {
            inputs.grad!.zero_();
            head.grad!.zero_();
            var loss = new CompletionLoss(hidden => torch.nn.functional.linear(hidden, head), vocabulary, smoothing);
            torch.Tensor sum = loss.Sum(inputs.mul(2), ids, weights);
            sum.backward();
            Assert.AreEqual(expected.item<float>(), sum.item<float>(), 1e-5);
            Near.AreEqual(Array.ConvertAll(inputGradient, static x => (double)x), TensorMemory.ToSingles(inputs.grad!), 1e-5, "inputs");
            Near.AreEqual(Array.ConvertAll(headGradient, static x => (double)x), TensorMemory.ToSingles(head.grad!), 1e-5, "head");
        }
    }

    [TestMethod]
    public void Tokens_of_a_row_of_weight_two_count_twice()
    {
        var task = new TextGenerationTask(0);
        Assert.AreEqual(2 * 3 + 1, task.CountTargets(new TargetBatch<int[]>([[1, 2, 3], [4]], [2, 1])));
    }

    private static torch.Tensor Direct(torch.Tensor hidden, torch.Tensor head, int[] ids, float[]? weights, double smoothing)
    {
        torch.Tensor losses = torch.nn.functional.cross_entropy(
            torch.nn.functional.linear(hidden, head), torch.tensor(Array.ConvertAll(ids, static id => (long)id)), reduction: torch.nn.Reduction.None,
            label_smoothing: smoothing);
        return (weights is null ? losses : losses.mul(torch.tensor(weights))).sum();
    }

    private static torch.Tensor Waves(int rows, int columns) =>
        torch.tensor(Enumerable.Range(0, rows * columns).Select(static i => MathF.Sin(i * 1.7f)).ToArray(), rows, columns);

    /// <summary>The scores that predict a token of a completion, and the tokens of each row.</summary>
    private static (torch.Tensor Logits, int[][] Ids) Read(Fixture fixture)
    {
        int[] shape = fixture.Shape("logits");
        (int rows, int length, int width) = (shape[0], shape[1], shape[2]);
        double[] all = fixture.Doubles("logits");
        (int[] ids, int[] mask) = (fixture.Ints("input_ids"), fixture.Ints("completion_mask"));
        var logits = new List<float>();
        var targets = new int[rows][];
        for (int row = 0; row < rows; row++)
        {
            int[] at = [.. Enumerable.Range(1, length - 1).Where(position => mask[(row * length) + position] == 1)];
            targets[row] = [.. at.Select(position => ids[(row * length) + position])];
            logits.AddRange(at.SelectMany(position => all[(((row * length) + position - 1) * width)..(((row * length) + position) * width)]).Select(static x => (float)x));
        }

        return (torch.tensor(logits.ToArray(), targets.Sum(static row => row.Length), width), targets);
    }
}
