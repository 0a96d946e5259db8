using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>
/// Completions of prompts. A target holds the ids of a completion, the end of the text among them; the loss is the cross entropy of each, and nothing of the
/// prompt counts. Outputs are hidden states, whose scores the backbone's own last layer gives.
/// </summary>
/// <param name="labelSmoothing">The share of the probability that all tokens get alike, 0 to below 1.</param>
internal sealed class TextGenerationTask(double labelSmoothing) : ITask<int[]>
{
    private CompletionLoss? _loss;

    public IHead Head { get; } = new NextTokenHead();

    public AdapterConfig Complete(AdapterConfig adapter) => LanguageModelDefaults.Complete(adapter);

    public TrainingDefaults Defaults(AdaptationMethod method, int rows) => new() { LearningRate = LanguageModelDefaults.LearningRate(method) };

    public void Attach(AdaptedModel model) => Attach(model.Logits, model.VocabularySize);

    /// <summary>Takes what makes scores of hidden states.</summary>
    public void Attach(Func<torch.Tensor, torch.Tensor> logits, int vocabularySize) => _loss = new CompletionLoss(logits, vocabularySize, labelSmoothing);

    public double CountTargets(TargetBatch<int[]> targets) => targets.Sum(static ids => ids.Length);

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<int[]> targets) => _loss!.Sum(outputs, Ids(targets), Weights(targets));

    public double Measure(torch.Tensor outputs, TargetBatch<int[]> targets, IMetric<int[]> metric)
    {
        (double loss, double negativeLogLikelihood) = Measure(outputs, targets);
        ((Perplexity)metric).Add(negativeLogLikelihood, targets.Values);
        return loss;
    }

    /// <inheritdoc cref="CompletionLoss.Measure"/>
    public (double Loss, double NegativeLogLikelihood) Measure(torch.Tensor outputs, TargetBatch<int[]> targets) =>
        _loss!.Measure(outputs, Ids(targets), Weights(targets));

    public IMetric<int[]> CreateMetric() => new Perplexity(this);

    private static int[] Ids(TargetBatch<int[]> targets) => [.. targets.Values.SelectMany(static ids => ids)];

    private static float[]? Weights(TargetBatch<int[]> targets) =>
        targets.Weights is { } weights ? [.. targets.Values.SelectMany((ids, row) => Enumerable.Repeat(weights[row], ids.Length))] : null;
}
