using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>
/// One of several tags for each word; a target is the tag of each word, from 0, or <see cref="NoTag"/>. Cross entropy of the words that have a tag, F1 of
/// entities.
/// </summary>
/// <param name="tags">What the tags say.</param>
/// <param name="settings">How the loss counts tags; null if all count the same.</param>
internal sealed class NamedEntityRecognitionTask(IReadOnlyList<EntityTag> tags, LossSettings? settings = null) : ITask<int[]>
{
    /// <summary>A word whose tag is not known. It counts for nothing.</summary>
    public const int NoTag = -1;

    private readonly LossSettings _settings = settings ?? LossSettings.Plain;
    private float[]? _tagWeights;

    public IHead Head { get; } = new WordTagHead(tags.Count);

    public void Prepare(TrainingSet<int[]> train) =>
        _tagWeights = _settings.WeightsFor(tags.Count, train.Targets.SelectMany(static words => words).Where(static tag => tag != NoTag));

    public double CountTargets(TargetBatch<int[]> targets) => targets.Values
        .Select((words, row) => words.Where(static tag => tag != NoTag).Sum(tag => (double)(_tagWeights?[tag] ?? 1)) * (targets.Weights?[row] ?? 1)).Sum();

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<int[]> targets)
    {
        long[] flat = [.. targets.Values.SelectMany(static words => words).Select(static tag => (long)tag)];
        using torch.Tensor expected = TensorMemory.FromLongs(flat, outputs.device);
        float[]? weights = targets.Weights is null
            ? null
            : [.. targets.Values.SelectMany((words, row) => Enumerable.Repeat(targets.Weights[row], words.Length))];
        using torch.Tensor? tagWeights = _tagWeights is null ? null : TensorMemory.FromSingles(_tagWeights, [tags.Count], outputs.device);
        return WeightedLoss.Sum(weights, reduction => torch.nn.functional.cross_entropy(
            outputs, expected, tagWeights, ignore_index: NoTag, reduction: reduction, label_smoothing: _settings.LabelSmoothing));
    }

    public IMetric<int[]> CreateMetric() => new EntityF1(tags);
}
