using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>
/// Reads a batch of rows ahead from one cursor of the source and scores them in one forward. What else the reader wants of those rows, and their ids and
/// positions, is buffered beside, so all columns of a row stay together. A batch is scored when the first of its rows is asked for a column of the stage.
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
    private readonly Action? _throwIfCancelled;

    private int _rows;
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
        _buffers = CreateBuffers(schema.Scorer.BatchSize);
        _batch = schema.Scorer.Open(source, _throwIfCancelled);
        for (int output = 0; output < schema.Scorer.Outputs.Count; output++)
        {
            int column = schema.InputCount + output;
            _getters[column] = active[column] ? _batch.CreateGetter(output, ScoredRow) : null;
        }

        int capacity = _buffers.Any(static buffer => buffer.HoldsResources)
            ? Math.Min(MaxRowsWithResources, schema.Scorer.BatchSize)
            : schema.Scorer.BatchSize;
        _sourceId = source.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _positions = new long[capacity];
        _batches = new long[capacity];
    }

    public override DataViewSchema Schema => _schema.Output;

    public override long Position => _row < 0 ? -1 : _positions[_row];

    public override long Batch => _row < 0 ? 0 : _batches[_row];

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
        Refill();
        _ended = _rows == 0;
        _row = _ended ? -1 : 0;
        return !_ended;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[CurrentRow()];

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
            ReleaseBuffers();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private ColumnBuffer[] CreateBuffers(int rows)
    {
        var buffers = new List<ColumnBuffer>();
        foreach (DataViewSchema.Column column in _schema.Input.Where(column => _active[column.Index]))
        {
            var buffer = ColumnBuffer.Create(_source, column, rows, CurrentRow);
            _getters[column.Index] = buffer.Getter;
            buffers.Add(buffer);
        }

        return [.. buffers];
    }

    private void Refill()
    {
        ReleaseBuffers();
        _batch.Clear();
        _rows = 0;
        _scored = false;
        while (_rows < _ids.Length && !_batch.IsFull && _source.MoveNext())
        {
            _throwIfCancelled?.Invoke();
            _positions[_rows] = _source.Position;
            _batches[_rows] = _source.Batch;
            _sourceId(ref _ids[_rows]);
            _batch.Add();
            foreach (ColumnBuffer buffer in _buffers)
            {
                buffer.Fill(_rows);
            }

            _rows++;
        }
    }

    private void ReleaseBuffers()
    {
        foreach (ColumnBuffer buffer in _buffers)
        {
            buffer.Release();
        }
    }

    private int CurrentRow() => _row >= 0
        ? _row
        : throw new InvalidOperationException($"{_schema.Scorer.StageName}: the cursor does not stand at a row: MoveNext was not called or returned false.");

    private int ScoredRow()
    {
        int row = CurrentRow();
        if (!_scored)
        {
            _batch.Score();
            _scored = true;
        }

        return row;
    }
}
