using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>
/// The part of a context that answers a question. The loss is the mean of two cross entropies over a row's units: of the one where the answer begins and of the
/// one where it ends. The metric is F1 over units.
/// </summary>
/// <param name="maxAnswerLength">The most units of an answer that is predicted.</param>
internal sealed class QuestionAnsweringTask(int maxAnswerLength) : ITask<AnswerTarget>
{
    /// <summary>The score of a place that no unit of a shorter row stands at: too small to count, and finite.</summary>
    private const float NoUnit = -1e9f;

    public IHead Head { get; } = new AnswerHead();

    public double CountTargets(TargetBatch<AnswerTarget> targets) => targets.TotalWeight;

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<AnswerTarget> targets)
    {
        using torch.Tensor scores = ByRow(outputs, targets.Values);
        long[] places = [.. targets.Values.SelectMany(static target => (long[])[target.Answer.First, target.Answer.Last])];
        using torch.Tensor flat = TensorMemory.FromLongs(places, outputs.device);
        using torch.Tensor expected = flat.view(-1, 2);
        using torch.Tensor sum = WeightedLoss.Sum(
            targets.Weights, reduction => torch.nn.functional.cross_entropy(scores, expected, reduction: reduction));
        return sum.Times(0.5);
    }

    public IMetric<AnswerTarget> CreateMetric() => new AnswerOverlap(maxAnswerLength);

    /// <summary>[all units, 2] to [rows, units of the longest, 2].</summary>
    private static torch.Tensor ByRow(torch.Tensor outputs, AnswerTarget[] targets)
    {
        int longest = targets.Max(static target => target.Units);
        int nothing = targets.Sum(static target => target.Units);
        var indexes = new int[targets.Length * longest];
        Array.Fill(indexes, nothing);
        int unit = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            for (int i = 0; i < targets[row].Units; i++)
            {
                indexes[(row * longest) + i] = unit++;
            }
        }

        using torch.Tensor padding = ScalarCalls.Full([1, 2], NoUnit, outputs);
        using torch.Tensor padded = torch.cat([outputs, padding]);
        using torch.Tensor order = TensorMemory.FromInts(indexes, outputs.device);
        using torch.Tensor placed = padded.index_select(0, order);
        return placed.view(targets.Length, longest, 2);
    }
}
