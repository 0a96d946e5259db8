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
    private readonly List<RowInput> _rows = [];
    private RowScores? _scores;
    private long _firstRow;
    private long _bytes;

    public bool IsFull => _bytes >= MostBytes;

    public void Clear()
    {
        _rows.Clear();
        _bytes = 0;
    }

    public void Add()
    {
        _firstRow = _rows.Count == 0 ? RowNumbers.Of(source) : _firstRow;
        RowInput row = _read();
        _rows.Add(row);
        _bytes += row.Bytes;
    }

    public void Score() => _scores = score(_rows, _firstRow, throwIfCancelled);

    public Delegate CreateGetter(int output, Func<int> position) =>
        columns.CreateGetter(output, () => RowAt(position()));

    private ScoredRow RowAt(int row) => new(_rows[row], _scores!, row);
}
