using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>A row with a stage's columns behind it. Scores are kept by position, so all getters of all columns share one forward a row.</summary>
internal sealed class ScoringRow : DataViewRow
{
    private readonly StageSchema _schema;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly IScoringBatch? _batch;
    private long _scoredPosition = -1;

    public ScoringRow(StageSchema schema, DataViewRow input, bool[] active)
    {
        _schema = schema;
        _input = input;
        _active = active;
        _batch = schema.NeedsScores(active) ? schema.Scorer.Open(input) : null;
    }

    public override DataViewSchema Schema => _schema.Output;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    /// <summary>A column of the input is as active as it is in the input, as in ML.NET's own mappers.</summary>
    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        _schema.Check(column);
        return column.Index < _schema.InputCount ? _input.IsColumnActive(_schema.Input[column.Index]) : _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            return _schema.Cast<TValue>(column, null);
        }

        return column.Index < _schema.InputCount
            ? _input.GetGetter<TValue>(_schema.Input[column.Index])
            : _schema.Cast<TValue>(column, _batch!.CreateGetter(column.Index - _schema.InputCount, ScoredRow));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _batch?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private int ScoredRow()
    {
        if (_scoredPosition != _input.Position)
        {
            _scoredPosition = -1;
            _batch!.Clear();
            _batch.Add();
            _batch.Score();
            _scoredPosition = _input.Position;
        }

        return 0;
    }
}
