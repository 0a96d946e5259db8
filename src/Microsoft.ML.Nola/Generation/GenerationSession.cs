using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation.Searches;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Generation;

/// <summary>
/// Generates for a batch of prompts, pass by pass. A pass reads a stretch of the prompts, or one token of each row, and is one job of the gate, so that other
/// generations and fits take turns with it. Rows that are complete leave the batch.
/// </summary>
/// <threadsafety>For one thread at a time.</threadsafety>
internal sealed class GenerationSession : IDisposable
{
    /// <summary>
    /// The tokens of the prompts that a pass reads at most, padding included. As large as keeps matrix products efficient; more would let others wait longer.
    /// </summary>
    public const int PassTokens = 512;

    private readonly ITokenScorer _scorer;
    private readonly TorchGate _gate;
    private readonly int _knownTokens;
    private readonly List<SequenceSearch> _growing;
    private readonly List<NextToken> _next = [];
    private readonly Queue<TokenBatch> _prompts;
    private int _disposed;

    /// <param name="scorer">Scores tokens; the session disposes it.</param>
    /// <param name="gate">Runs the passes.</param>
    /// <param name="searches">One search for each prompt, before its first token.</param>
    /// <param name="knownTokens">How many tokens the tokenizer knows; ids from there on are never generated.</param>
    /// <param name="passTokens">The tokens of the prompts that a pass reads at most.</param>
    public GenerationSession(
        ITokenScorer scorer, TorchGate gate, IReadOnlyList<SequenceSearch> searches, int knownTokens = int.MaxValue, int passTokens = PassTokens)
    {
        _scorer = scorer;
        _gate = gate;
        _knownTokens = Math.Min(knownTokens, scorer.VocabularySize);
        _growing = [.. searches];
        _prompts = new Queue<TokenBatch>(PromptPasses.Cut([.. searches.Select(static search => search.Prompt.ToArray())], passTokens));
    }

    /// <summary>Runs the next pass; false if there is none.</summary>
    public bool Step()
    {
        if (_prompts.TryDequeue(out TokenBatch? prompt))
        {
            ScoreUse? use = _prompts.Count == 0 ? Advance : null;
            _gate.Run(() => _scorer.Read(prompt, use), _scorer.IsSmall(prompt.Rows * prompt.Length));
        }
        else if (_next.Count > 0)
        {
            _gate.Run(ReadNext, _scorer.IsSmall(_next.Count));
        }

        return _prompts.Count > 0 || _next.Count > 0;
    }

    /// <summary>Frees the cache, through the gate.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _gate.Free(_scorer.Dispose);
        }
    }

    private void ReadNext()
    {
        int[] ids = [.. _next.Select(static token => token.Id)];
        int[] real = new int[ids.Length];
        Array.Fill(real, 1);
        _scorer.Read(new TokenBatch(ids, real, ids.Length, 1), Advance);
    }

    private void Advance(Span<float> scores)
    {
        _next.Clear();
        int rows = 0;
        var table = new ScoreTable(scores, _scorer.VocabularySize, _knownTokens);
        foreach (SequenceSearch search in _growing)
        {
            int own = search.Rows;
            search.Advance(table, rows, _next);
            rows += own;
        }

        _growing.RemoveAll(static search => search.Rows == 0);
        if (_next.Count > 0 && !(_next.Count == rows && IsInOrder()))
        {
            _scorer.Select([.. _next.Select(static token => token.Row)]);
        }
    }

    private bool IsInOrder()
    {
        for (int i = 0; i < _next.Count; i++)
        {
            if (_next[i].Row != i)
            {
                return false;
            }
        }

        return true;
    }
}
