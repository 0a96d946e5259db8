using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>One class a row, from 0.</summary>
internal sealed class ClassTargets : ITargets
{
    private readonly List<int> _classes = [];

    public void Add(int target) => _classes.Add(target);

    public long[] Of(ReadOnlySpan<int> rows)
    {
        var targets = new long[rows.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = _classes[rows[i]];
        }

        return targets;
    }
}
