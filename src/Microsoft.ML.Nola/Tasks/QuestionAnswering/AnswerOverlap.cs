using System.Globalization;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>
/// The mean over rows of F1 between the units of the best answer and those of the right one. With few rows it tells epochs apart better than exact matches do.
/// SQuAD's F1 compares words instead, of texts, which training does not keep.
/// </summary>
/// <param name="maxAnswerLength">The most units of an answer that is predicted.</param>
internal sealed class AnswerOverlap(int maxAnswerLength) : IMetric<AnswerTarget>
{
    private double _sum;
    private long _rows;

    public string Name => "answer F1";

    public bool LargerIsBetter => true;

    public double Value => _sum / _rows;

    public void Add(torch.Tensor outputs, AnswerTarget[] targets)
    {
        ReadOnlySpan<float> scores = TensorMemory.ToSingles(outputs);
        foreach (AnswerTarget target in targets)
        {
            _sum += F1(AnswerSearch.Best(scores[..(2 * target.Units)], maxAnswerLength)!.Value, target.Answer);
            scores = scores[(2 * target.Units)..];
        }

        _rows += targets.Length;
    }

    public string Format(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static double F1(AnswerSpan found, AnswerSpan right)
    {
        int common = Math.Min(found.Last, right.Last) - Math.Max(found.First, right.First) + 1;
        return 2.0 * Math.Max(0, common) / (found.Length + right.Length);
    }
}
