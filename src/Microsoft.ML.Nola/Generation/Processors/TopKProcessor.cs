using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Removes all tokens but the most probable ones. All stay that are as probable as the last of these.</summary>
/// <param name="count">How many stay, at least 1.</param>
internal sealed class TopKProcessor(int count) : ILogitsProcessor
{
    private readonly BestScores _best = new();
    private readonly List<float> _scores = [];
    private readonly List<int> _ids = [];

    public void Apply(Span<float> scores, TokenSequence sequence)
    {
        if (FindLeast(scores) is { } least)
        {
            Removal.Below(least, scores);
        }
    }

    /// <summary>Collects the tokens that stay, so that nothing after it looks at all others again. Valid until the next call.</summary>
    public Candidates Narrow(Span<float> scores)
    {
        if (FindLeast(scores) is not { } least)
        {
            return new Candidates(scores, []);
        }

        _scores.Clear();
        _ids.Clear();
        for (int id = 0; id < scores.Length; id++)
        {
            // What is no number stays, and is refused later.
            if (!(scores[id] < least))
            {
                _scores.Add(scores[id]);
                _ids.Add(id);
            }
        }

        return new Candidates(CollectionsMarshal.AsSpan(_scores), CollectionsMarshal.AsSpan(_ids));
    }

    /// <summary>The score below which tokens are removed; null if all stay.</summary>
    private float? FindLeast(ReadOnlySpan<float> scores)
    {
        if (count >= scores.Length)
        {
            return null;
        }

        _best.Begin(count);
        _best.Add(scores, 0);
        return _best.Count == count ? _best.Least : null;
    }
}
