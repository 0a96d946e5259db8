using System.Globalization;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>The F1 of entities, all types together, over the words that have a tag.</summary>
internal sealed class EntityF1(IReadOnlyList<EntityTag> tags) : IMetric<int[]>
{
    private readonly EntityTally _tally = new(EntityScheme.Lenient);

    public string Name => "entity F1";

    public bool LargerIsBetter => true;

    public double Value => _tally.Total.F1;

    public void Add(torch.Tensor outputs, int[][] targets)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long[] best = outputs.argmax(1).cpu().data<long>().ToArray();
        int at = 0;
        foreach (int[] words in targets)
        {
            int[] known = [.. Enumerable.Range(0, words.Length).Where(word => words[word] != NamedEntityRecognitionTask.NoTag)];
            int start = at;
            _tally.Add([.. known.Select(word => tags[words[word]])], [.. known.Select(word => tags[(int)best[start + word]])]);
            at += words.Length;
        }
    }

    public string Format(double value) => value.ToString("P2", CultureInfo.InvariantCulture);
}
