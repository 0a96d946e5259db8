using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Rows that are scored together, and what came out for them.</summary>
internal sealed class RowBatch(DataViewRow source, StageInputs inputs, ScoreColumns columns, ScoreRows score, Action? throwIfCancelled) : IScoringBatch
{
    /// <summary>Rows that hold more together are not read ahead further: an image from a camera has 50 MB.</summary>
    private const long MostBytes = 64L << 20;

    private readonly Func<RowInput> _read = inputs.CreateReader(source);
    private RowsToScore? _rows;
    private RowsToScore? _next;
    private RowScores? _scores;
    private bool _readsNext;

    public bool IsFull => (_readsNext ? _next : _rows)?.Bytes >= MostBytes;

    public void Clear()
    {
        _rows?.Dispose();
        (_rows, _next) = (_next, null);
    }

    public void Add()
    {
        ref RowsToScore? rows = ref _readsNext ? ref _next : ref _rows;
        rows ??= new RowsToScore(RowNumbers.Of(source));
        rows.Add(_read());
    }

    public void Score(Action? readNext) => _scores = score(_rows!, readNext is null ? null : () => ReadNext(readNext), throwIfCancelled);

    public Delegate CreateGetter(int output, Func<int> position) =>
        columns.CreateGetter(output, () => RowAt(position()));

    public void Dispose()
    {
        Clear();
        Clear();
    }

    private ScoredRow RowAt(int row) => new(_rows!.Inputs[row], _scores!, row);

    private RowsToScore ReadNext(Action read)
    {
        _readsNext = true;
        try
        {
            read();
        }
        finally
        {
            _readsNext = false;
        }

        return _next ?? new RowsToScore(firstRow: 0);
    }
}
