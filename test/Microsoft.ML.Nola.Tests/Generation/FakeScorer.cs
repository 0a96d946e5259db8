using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>A language model that is a function of the tokens before, with a record of its passes.</summary>
/// <param name="vocabularySize">The tokens that have a score.</param>
/// <param name="score">The scores after some tokens.</param>
internal sealed class FakeScorer(int vocabularySize, Func<IReadOnlyList<int>, float[]> score) : ITokenScorer
{
    private List<List<int>>? _rows;

    public int VocabularySize => vocabularySize;

    /// <summary>Rows and length of each pass.</summary>
    public List<(int Rows, int Length)> Passes { get; } = [];

    /// <summary>The rows of each selection.</summary>
    public List<int[]> Selections { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Called at each pass, on the gate's thread.</summary>
    public Action? OnPass { get; init; }

    /// <summary>Scores that look random and depend on the last three tokens.</summary>
    public static Func<IReadOnlyList<int>, float[]> Random(int vocabularySize, int seed = 1, double scale = 3) => ids =>
    {
        int hash = seed;
        foreach (int id in ids.TakeLast(3))
        {
            hash = unchecked((hash * 31) + id + 1);
        }

        var random = new Random(hash);
        return [.. Enumerable.Range(0, vocabularySize).Select(_ => (float)(scale * random.NextDouble()))];
    };

    public bool IsSmall(int tokens) => true;

    public void Read(TokenBatch tokens, ScoreUse? use)
    {
        Assert.IsFalse(IsDisposed);
        OnPass?.Invoke();
        Passes.Add((tokens.Rows, tokens.Length));
        _rows ??= [.. Enumerable.Range(0, tokens.Rows).Select(static _ => new List<int>())];
        Assert.HasCount(tokens.Rows, _rows);
        for (int row = 0; row < tokens.Rows; row++)
        {
            for (int i = row * tokens.Length; i < (row + 1) * tokens.Length; i++)
            {
                if (tokens.AttentionMask.Span[i] == 1)
                {
                    _rows[row].Add(tokens.InputIds.Span[i]);
                }
                else
                {
                    Assert.IsEmpty(_rows[row], "padding is on the left");
                }
            }
        }

        use?.Invoke(_rows.SelectMany(row => score(row)).ToArray());
    }

    public void Select(ReadOnlySpan<int> rows)
    {
        Selections.Add(rows.ToArray());
        List<List<int>> selected = [];
        foreach (int row in rows)
        {
            selected.Add([.. _rows![row]]);
        }

        _rows = selected;
    }

    public void Dispose() => IsDisposed = true;
}
