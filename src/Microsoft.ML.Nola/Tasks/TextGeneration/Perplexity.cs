using System.Globalization;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>How many tokens the model wavers between: e to the power of the mean loss of a token, without smoothing. 1 is certainty, and right.</summary>
/// <param name="task">The task, which knows the scores of tokens.</param>
internal sealed class Perplexity(TextGenerationTask task) : IMetric<int[]>
{
    private double _loss;
    private long _tokens;

    public string Name => "perplexity";

    public bool LargerIsBetter => false;

    public double Value => _tokens == 0 ? double.NaN : Math.Exp(_loss / _tokens);

    public void Add(torch.Tensor outputs, int[][] targets) => Add(task.Measure(outputs, new TargetBatch<int[]>(targets, null)).NegativeLogLikelihood, targets);

    /// <summary>Adds rows whose loss is known.</summary>
    /// <param name="negativeLogLikelihood">The summed loss of their tokens, without smoothing.</param>
    /// <param name="targets">The tokens of each.</param>
    public void Add(double negativeLogLikelihood, int[][] targets)
    {
        _loss += negativeLogLikelihood;
        _tokens += targets.Sum(static ids => (long)ids.Length);
    }

    public string Format(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
