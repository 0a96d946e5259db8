namespace Microsoft.ML.Nola.Scoring;

/// <summary>The input with a stage's columns behind it, scored in batches as it is read.</summary>
internal sealed class BatchScoringView : IDataView
{
    private readonly IDataView _source;
    private readonly StageSchema _schema;

    public BatchScoringView(IDataView source, IBatchScorer scorer)
    {
        _source = source;
        _schema = new StageSchema(scorer);
    }

    public DataViewSchema Schema => _schema.Output;

    public bool CanShuffle => _source.CanShuffle;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        bool[] active = _schema.Activate(columnsNeeded);
        DataViewRowCursor source = _source.GetRowCursor(_schema.InputsFor(active), rand);
        try
        {
            return _schema.NeedsScores(active) ? new BatchCursor(_schema, source, active) : new PassThroughCursor(_schema, source, active);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>One cursor, whatever was asked for: several would score in parallel on one processor's torch threads and only disturb each other.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
