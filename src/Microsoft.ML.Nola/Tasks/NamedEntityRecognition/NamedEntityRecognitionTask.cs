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
internal sealed class NamedEntityRecognitionTask(IReadOnlyList<EntityTag> tags) : ITask<int[]>
{
    /// <summary>A word whose tag is not known. It counts for nothing.</summary>
    public const int NoTag = -1;

    public IHead Head { get; } = new WordTagHead(tags.Count);

    public double CountTargets(TargetBatch<int[]> targets) => targets.Values
        .Select((words, row) => words.Count(static tag => tag != NoTag) * (double)(targets.Weights?[row] ?? 1)).Sum();

    public torch.Tensor Loss(torch.Tensor outputs, TargetBatch<int[]> targets)
    {
        long[] flat = [.. targets.Values.SelectMany(static words => words).Select(static tag => (long)tag)];
        using torch.Tensor expected = TensorMemory.FromLongs(flat, outputs.device);
        float[]? weights = targets.Weights is null
            ? null
            : [.. targets.Values.SelectMany((words, row) => Enumerable.Repeat(targets.Weights[row], words.Length))];
        return WeightedLoss.Sum(
            weights, reduction => torch.nn.functional.cross_entropy(outputs, expected, ignore_index: NoTag, reduction: reduction));
    }

    public IMetric<int[]> CreateMetric() => new EntityF1(tags);
}
