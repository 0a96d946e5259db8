using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>
/// Reads a batch of rows ahead from one cursor of the source and scores them in one forward. What else the reader wants of those rows, and their ids and
/// positions, is buffered beside, so all columns of a row stay together. A batch is scored when the first of its rows is asked for a column of the stage;
/// while the network computes it, the next batch is read, if the stage gains by that. What fails in there is thrown when the reader comes to that batch.
/// </summary>
internal sealed class BatchCursor : DataViewRowCursor
{
    /// <summary>How many rows are read ahead if a column holds things like images: each may be megabytes.</summary>
    internal const int MaxRowsWithResources = 8;

    private readonly StageSchema _schema;
    private readonly DataViewRowCursor _source;
    private readonly bool[] _active;
    private readonly Delegate?[] _getters;
    private readonly ColumnBuffer[] _buffers;
    private readonly IScoringBatch _batch;
    private readonly ValueGetter<DataViewRowId> _sourceId;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _positions;
    private readonly long[] _batches;
    private readonly int _capacity;
    private readonly bool _readsNext;
    private readonly Action? _throwIfCancelled;

    // The slots of the batch that is read out, and of the one that was read while it was scored: null before.
    private int _start;
    private int _rows;
    private int? _nextRows;
    private ExceptionDispatchInfo? _nextFault;
    private int _row = -1;
    private bool _scored;
    private bool _ended;

    public BatchCursor(StageSchema schema, DataViewRowCursor source, bool[] active, Action? throwIfCancelled)
    {
        _throwIfCancelled = throwIfCancelled;
        _schema = schema;
        _source = source;
        _active = active;
        _getters = new Delegate?[active.Length];
        bool holdsResources = schema.Input.Any(column => active[column.Index] && ColumnBuffer.HoldsResources(column));
        _capacity = holdsResources ? Math.Min(MaxRowsWithResources, schema.Scorer.BatchSize) : schema.Scorer.BatchSize;

        // Whoever scores row by row may want a row's score before there is a next row; and of what cannot be copied, one batch is held.
        _readsNext = schema.Scorer.BatchSize > 1 && !holdsResources;
        int slots = _readsNext ? 2 * _capacity : _capacity;
        _buffers = CreateBuffers(slots);
        _batch = schema.Scorer.Open(source, _throwIfCancelled);
        for (int output = 0; output < schema.Scorer.Outputs.Count; output++)
        {
            int column = schema.InputCount + output;
            _getters[column] = active[column] ? _batch.CreateGetter(output, ScoredRow) : null;
        }

        _sourceId = source.GetIdGetter();
        _ids = new DataViewRowId[slots];
        _positions = new long[slots];
        _batches = new long[slots];
    }

    public override DataViewSchema Schema => _schema.Output;

    public override long Position => _row < 0 ? -1 : _positions[_start + _row];

    public override long Batch => _row < 0 ? 0 : _batches[_start + _row];

    private int NextStart => _readsNext ? _capacity - _start : 0;

    public override bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        if (++_row < _rows)
        {
            return true;
        }

        // Until the next batch is whole the cursor stands nowhere: a source that throws in the middle leaves it at its end.
        _row = -1;
        _ended = true;
        GoToNext();
        _ended = _rows == 0;
        _row = _ended ? -1 : 0;
        return !_ended;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[CurrentSlot()];

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        _schema.Check(column);
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _schema.Check(column);
        return _schema.Cast<TValue>(column, _getters[column.Index]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended = true;
            _row = -1;
            Release(Range.All);
            _batch.Dispose();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private ColumnBuffer[] CreateBuffers(int slots)
    {
        var buffers = new List<ColumnBuffer>();
        foreach (DataViewSchema.Column column in _schema.Input.Where(column => _active[column.Index]))
        {
            var buffer = ColumnBuffer.Create(_source, column, slots, CurrentSlot);
            _getters[column.Index] = buffer.Getter;
            buffers.Add(buffer);
        }

        return [.. buffers];
    }

    private void GoToNext()
    {
        Release(_start..(_start + _capacity));
        _batch.Clear();
        _scored = false;
        _start = NextStart;
        if (_nextRows is { } rows)
        {
            (_rows, _nextRows) = (rows, null);
            _nextFault?.Throw();
            if (_rows > 0)
            {
                _throwIfCancelled?.Invoke();
            }
        }
        else
        {
            _rows = 0;
            _rows = Read(_start);
        }
    }

    /// <summary>Reads the rows of a batch into slots and returns how many there are.</summary>
    private int Read(int start)
    {
        int rows = 0;
        while (rows < _capacity && !_batch.IsFull && _source.MoveNext())
        {
            _throwIfCancelled?.Invoke();
            int slot = start + rows;
            _positions[slot] = _source.Position;
            _batches[slot] = _source.Batch;
            _sourceId(ref _ids[slot]);
            _batch.Add();
            foreach (ColumnBuffer buffer in _buffers)
            {
                buffer.Fill(slot);
            }

            rows++;
        }

        return rows;
    }

    private void ReadNext()
    {
        if (_nextRows is not null)
        {
            return;
        }

        try
        {
            _nextRows = 0;
            _nextRows = Read(NextStart);
        }
        catch (Exception exception)
        {
            _nextFault = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private void Release(Range slots)
    {
        foreach (ColumnBuffer buffer in _buffers)
        {
            buffer.Release(slots);
        }
    }

    private int CurrentRow() => _row >= 0
        ? _row
        : throw new InvalidOperationException($"{_schema.Scorer.StageName}: the cursor does not stand at a row: MoveNext was not called or returned false.");

    private int CurrentSlot() => _start + CurrentRow();

    private int ScoredRow()
    {
        int row = CurrentRow();
        if (!_scored)
        {
            _batch.Score(_readsNext ? ReadNext : null);
            _scored = true;
        }

        return row;
    }
}
